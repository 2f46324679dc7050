import { opsLimit, protocol, type WireOp } from './wire.ts';

/** What could be read of one edit: an edit, or the names it could be told by and why it is refused. */
export type ReadOp =
	| { readonly ok: true; readonly op: WireOp }
	| { readonly ok: false; readonly number: number; readonly epoch: number; readonly rev: number };

export interface ReadRequest {
	readonly epoch: number;
	readonly batch: string;
	readonly ops: readonly ReadOp[];
}

type Fields = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Fields =>
	typeof value === 'object' && value !== null && !Array.isArray(value);
const isInteger = (value: unknown, least: number, most: number): value is number =>
	typeof value === 'number' && Number.isSafeInteger(value) && value >= least && value <= most;
const isCount = (value: unknown): value is number => isInteger(value, 1, 2 ** 31);
const isAnswer = (value: unknown): value is readonly string[] =>
	Array.isArray(value) && value.length <= 8 && value.every((one) => typeof one === 'string' && one.length <= 2);

const envelopeKeys: ReadonlySet<string> = new Set(['protocol', 'epoch', 'batch', 'ops']);
const editKeys: ReadonlySet<string> = new Set(['number', 'epoch', 'rev', 'answer', 'marked', 'clientAt']);

function onlyKeys(fields: Fields, known: ReadonlySet<string>): boolean {
	for (const key in fields) if (!known.has(key)) return false;
	return true;
}

const orZero = (value: unknown): number => (typeof value === 'number' && Number.isSafeInteger(value) ? value : 0);

function readEdit({ number, epoch, rev, answer, marked, clientAt }: Fields): ReadOp {
	const readable = isCount(number) && isCount(epoch) && isCount(rev) && isAnswer(answer) && typeof marked === 'boolean';
	if (!readable) return { ok: false, number: orZero(number), epoch: orZero(epoch), rev: orZero(rev) };
	const op = { number, epoch, rev, answer, marked };
	// Evidence only: an answer counts whatever the clock of its machine says.
	return { ok: true, op: isInteger(clientAt, 0, Number.MAX_SAFE_INTEGER) ? { ...op, clientAt } : op };
}

/**
 * Reads the body of a save. One bad value makes one bad edit, never a bad request; an unknown key anywhere makes the
 * whole body unreadable (undefined → 422), for a client that sends one believes in something this server does not do.
 * Written by hand: it runs for every answer, and a schema library costs five times the save's own reading.
 */
export function readRequest(body: unknown): ReadRequest | undefined {
	if (!isObject(body) || !onlyKeys(body, envelopeKeys)) return undefined;
	const { protocol: spoken, epoch, batch, ops } = body;
	if (spoken !== protocol || !isCount(epoch) || typeof batch !== 'string' || batch.length > 64) return undefined;
	if (!Array.isArray(ops) || ops.length > opsLimit) return undefined;
	const read: ReadOp[] = [];
	for (const op of ops as unknown[]) {
		if (!isObject(op) || !onlyKeys(op, editKeys)) return undefined;
		read.push(readEdit(op));
	}
	return { epoch, batch, ops: read };
}
