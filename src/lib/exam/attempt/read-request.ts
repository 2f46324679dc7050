import * as v from 'valibot';
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

const count = v.pipe(v.number(), v.safeInteger(), v.minValue(1), v.maxValue(2 ** 31));
const fields = {
	number: count,
	epoch: count,
	rev: count,
	answer: v.pipe(v.array(v.pipe(v.string(), v.maxLength(2))), v.maxLength(8)),
	marked: v.boolean(),
	clientAt: v.exactOptional(v.pipe(v.number(), v.safeInteger(), v.minValue(0)))
};
const edit = v.strictObject(fields);
const envelope = v.strictObject({
	protocol: v.literal(protocol),
	epoch: count,
	batch: v.pipe(v.string(), v.maxLength(64)),
	ops: v.pipe(v.array(v.record(v.string(), v.unknown())), v.maxLength(opsLimit))
});

const orZero = (value: unknown): number => (typeof value === 'number' && Number.isSafeInteger(value) ? value : 0);

/**
 * Reads the body of a save. One bad value makes one bad edit, never a bad request; an unknown key anywhere makes the
 * whole body unreadable (undefined → 422), for a client that sends one believes in something this server does not do.
 */
export function readRequest(body: unknown): ReadRequest | undefined {
	const outer = v.safeParse(envelope, body);
	if (!outer.success) return undefined;
	const { epoch, batch, ops } = outer.output;
	if (ops.some((op) => Object.keys(op).some((key) => !Object.hasOwn(fields, key)))) return undefined;
	const read = ops.map((op): ReadOp => {
		const inner = v.safeParse(edit, op);
		if (inner.success) return { ok: true, op: inner.output };
		return { ok: false, number: orZero(op.number), epoch: orZero(op.epoch), rev: orZero(op.rev) };
	});
	return { epoch, batch, ops: read };
}
