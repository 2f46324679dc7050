import { toCanonical } from '#lib/exam/attempt/answer-sheet.ts';
import { compareVersions } from '#lib/exam/attempt/attempt.ts';
import { acknowledges, edited, emptyOutbox, nextRequest, type Outbox } from '#lib/exam/attempt/outbox.ts';
import {
	protocol,
	type Receipt,
	type SaveAnswer,
	type SaveRequest,
	type SyncAnswer,
	type WireOp,
	type WireResponse
} from '#lib/exam/attempt/wire.ts';
import type { PostedForm } from './job.ts';
import type { Call, Network, Reply } from './network.ts';
import { lettersFor, noLetter, questions, sheet } from './paper.ts';
import { broken, type Witness } from './properties.ts';
import type { Seams } from './seams.ts';

/**
 * One page on one machine: the product's outbox, and around it what the sitting page does with it. What waits in the
 * queue is on the machine's disk too, so it outlives the page.
 */
export function createTab(id: number, seams: Seams, witness: Witness, network: Network) {
	let page = 0;
	let requests = 0;
	/** Epoch 0: the page is being loaded. */
	let outbox: Outbox = emptyOutbox(0);
	let phase: 'gone' | 'writing' | 'lost' | 'done' = 'gone';
	/** What the server has, as far as this page was told; shown where nothing waits. */
	let known = new Map<number, WireResponse>();
	let seenHead = 0;
	const sent = new Map<string, SaveRequest>();

	function call(kind: Call['kind'], ops: readonly WireOp[], batch = `${id}-${page}-${++requests}`): void {
		const request = { protocol, epoch: outbox.epoch, batch, ops } as const;
		sent.set(batch, request);
		network.put({ to: 'server', kind, tab: id, page, request });
	}

	function learn(response: WireResponse): void {
		const before = known.get(response.number);
		if (!before || compareVersions(response, before) > 0) known.set(response.number, response);
	}

	/** P14, when nothing waits and no newer word of the server has come; a receipt leads to another page. */
	function compare({ responses, head }: SyncAnswer): void {
		seenHead = Math.max(seenHead, head.n);
		if (outbox.pending.size > 0 || head.n < seenHead || phase === 'done') return;
		const list = (shown: Iterable<WireResponse>) =>
			[...shown]
				.map(({ number, answer, marked }) => `${number}${answer.join('')}${marked ? '!' : ''}`)
				.sort()
				.join(' ');
		const page = list(known.values());
		if (page !== list(responses)) broken('P14', `tab ${id} shows ${page}, the server has ${list(responses)}`);
	}

	function settle(request: SaveRequest, { acks }: Pick<SaveAnswer, 'acks'>): void {
		for (const [index, { number, epoch, rev, status, current }] of acks.entries()) {
			const op = request.ops[index];
			const question = sheet.question(number);
			if (!op || !question) continue;
			const stands = status === 'applied' || status === 'dup';
			if (stands) witness.acked(question.slot, { ...op, answer: toCanonical(question, op.answer) ?? [] });
			if (stands || (seams.shown === 'own' && status === 'stale')) learn({ ...op, epoch, rev });
			if (seams.shown === 'server' && current) learn({ number, ...current });
		}
		outbox = seams.settled(outbox, acks);
	}

	/** The page is there: what its machine holds of earlier pages waits in its queue, each edit under its own name. */
	function appear(answer: SyncAnswer): void {
		outbox = { ...emptyOutbox(answer.epoch), pending: outbox.pending };
		phase = 'writing';
		known = new Map(answer.responses.map((response) => [response.number, response]));
		seenHead = answer.head.n;
	}

	function change(number: number, answer: readonly string[], marked: boolean, clientAt: number): WireOp | undefined {
		outbox = edited(outbox, { number, answer, marked }, clientAt);
		return outbox.pending.get(number);
	}

	return {
		get outbox() {
			return outbox;
		},
		get phase() {
			return phase;
		},
		/** Opens the page; one that was open here is gone, its queue stays on the disk. */
		load(): void {
			page++;
			phase = 'gone';
			outbox = { ...outbox, epoch: 0 };
			call('open', []);
		},
		edit(pick: number, value: number, clientAt: number): void {
			const question = questions[pick % questions.length];
			if (phase !== 'writing' || !question) return;
			const op = change(question.number, lettersFor(question, value), value % 5 === 0, clientAt);
			const answer = op && toCanonical(question, op.answer);
			if (answer) witness.edit({ ...op, slot: question.slot, answer, clientAt }, 'kept');
		},
		/** A bad edit takes the place of what waits for that question: refused, it is shown as refused. */
		poison(pick: number, value: number, clientAt: number): void {
			const question = questions[pick % questions.length];
			if (phase !== 'writing' || !question) return;
			const number = value % 4 === 0 ? 99 : question.number;
			const replaced = outbox.pending.get(number);
			if (replaced) witness.cover(question.slot, replaced);
			const op = change(number, value % 4 === 1 ? [noLetter] : [], false, clientAt);
			if (!op) return;
			const bad = value % 4 === 2 ? { ...op, epoch: op.epoch + 1000 } : value % 4 === 3 ? { ...op, rev: 0 } : op;
			outbox = { ...outbox, pending: new Map(outbox.pending).set(number, bad) };
		},
		send(): void {
			const request = phase === 'gone' ? undefined : nextRequest(outbox, `${id}-${page}-${++requests}`);
			if (!request) return;
			call('save', request.ops, request.batch);
			if (seams.queueEmptied === 'bySending') outbox = { ...outbox, pending: new Map() };
		},
		submit: () => (phase === 'writing' ? call('submit', [...outbox.pending.values()]) : undefined),
		sync: () => (phase === 'gone' ? undefined : call('sync', [])),
		/** What the plain form on this page says; the outbox knows nothing of its being posted. */
		form(): PostedForm | undefined {
			if (phase !== 'writing') return undefined;
			const answers = new Map<number, Pick<WireOp, 'answer' | 'marked'>>();
			for (const { number } of questions) {
				const { answer = [], marked = false } = outbox.pending.get(number) ?? known.get(number) ?? {};
				answers.set(number, { answer, marked });
			}
			return { epoch: outbox.epoch, rev: outbox.rev, answers };
		},
		hear({ call: { page: to, kind, request }, status, value }: Reply): void {
			if (to !== page) return;
			if (kind === 'open') {
				if (status === 200 && phase === 'gone' && (value as SyncAnswer | null)?.epoch) appear(value as SyncAnswer);
				return;
			}
			if (kind === 'sync') {
				if (status !== 200 || !Array.isArray((value as SyncAnswer | null)?.responses)) return;
				const answer = value as SyncAnswer;
				if (seams.shown === 'server') answer.responses.forEach(learn);
				if (answer.epoch > outbox.epoch && phase === 'writing') phase = 'lost';
				return compare(answer);
			}
			if (status >= 500 && seams.on5xx === 'drop') {
				const names = request.ops.map((op) => ({ ...op, status: 'late' as const }));
				outbox = seams.settled(outbox, names);
			}
			if (status !== 200 || !acknowledges(request, value)) return;
			settle(request, value);
			if (kind === 'submit') {
				phase = 'done';
				return witness.receipt(value as unknown as Receipt);
			}
			seenHead = Math.max(seenHead, value.head.n);
			if (value.lease === 'lost' && phase === 'writing') phase = 'lost';
			if (phase === 'lost') witness.reached.add('lease lost');
		}
	};
}

export type Tab = ReturnType<typeof createTab>;
