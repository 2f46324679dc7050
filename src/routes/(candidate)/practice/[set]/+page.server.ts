import { error, fail, redirect } from '@sveltejs/kit';
import { practice as words } from '#i18n/practice.ts';
import type { Db } from '#lib/base/db/schema.ts';
import { monthKey } from '#lib/study/month/plan.ts';
import { answerAsk } from '#lib/study/practice/answer.server.ts';
import { answerMock, mockResult } from '#lib/study/practice/mock.server.ts';
import { mockScheme } from '#lib/study/practice/scope.ts';
import {
	type AskLine,
	findSet,
	progressOf,
	questionAt,
	type SetHeader,
	solvedAsks
} from '#lib/study/practice/view.server.ts';
import type { Actions, PageServerLoad } from './$types';

type Found = { readonly set: SetHeader; readonly asks: readonly AskLine[] };

/** One set of questions: what waits, what was just answered (`?n=`), or how it ended. */
export const load: PageServerLoad = async ({ params, url, locals: { db, viewer } }) => {
	const personId = viewer?.personId ?? error(404, 'notFound');
	const found = (await findSet(db, personId, params.set)) ?? error(404, 'notFound');
	const { set, asks } = found;
	const head = { kind: set.kind, code: set.code, month: await monthOf(db, set), scope: set.scope };
	if (set.kind === 'mock') return { head, view: await mockView(db, found, url) };
	const progress = progressOf(asks);
	const answered = Number(url.searchParams.get('n'));
	const shown = asks.find(({ n, answeredAt }) => n === answered && answeredAt !== null);
	if (shown) {
		const [solved] = await solvedAsks(db, [shown]);
		if (solved) return { head, view: { step: 'answered' as const, solved, progress, ended: set.finishedAt !== null } };
	}
	const waiting = asks.find(({ answeredAt }) => answeredAt === null);
	if (waiting) {
		const question = await questionAt(db, waiting);
		const { token, n, reason } = waiting;
		return { head, view: { step: 'asked' as const, question, token, n, reason, progress } };
	}
	const solved = await solvedAsks(db, asks);
	const firsts = asks.filter(({ reason }) => reason === 'asked');
	return {
		head,
		view: {
			step: 'ended' as const,
			total: firsts.length,
			first: firsts.filter(({ isRight }) => isRight === 1).length,
			missed: solved.filter(({ isRight }) => !isRight),
			nextDay: await nextDay(db, personId, asks)
		}
	};
};

async function monthOf(db: Db, { planMonthId }: SetHeader): Promise<string | null> {
	if (planMonthId === null) return null;
	const month = await db.selectFrom('planMonth').selectAll().where('id', '=', planMonthId).executeTakeFirst();
	return month ? monthKey(month) : null;
}

async function nextDay(db: Db, personId: NonNullable<App.Locals['viewer']>['personId'], asks: readonly AskLine[]) {
	if (personId === null || asks.length === 0) return null;
	const row = await db
		.selectFrom('memory')
		.where('personId', '=', personId)
		.where(
			'itemId',
			'in',
			asks.map(({ itemId }) => itemId)
		)
		.select(({ fn }) => fn.min('dueDay').as('day'))
		.executeTakeFirst();
	return row?.day ?? null;
}

async function mockView(db: Db, { set, asks }: Found, url: URL) {
	const preset = mockScheme(set.scope.presetId ?? '');
	const limitMs = preset?.scheme.durationMs ?? 0;
	const wanted = preset?.rows.reduce((sum, { count }) => sum + count, 0) ?? asks.length;
	if (set.finishedAt === null) {
		const questions = await Promise.all(
			asks.map(async (ask) => {
				const saved = JSON.parse(ask.answer ?? '[]') as string[][];
				const choices = JSON.parse(ask.choices) as { id: string; value: string }[][];
				const chosen = choices.flatMap((part, index) =>
					part.filter(({ id }) => saved[index]?.includes(id)).map(({ value }) => value)
				);
				return { n: ask.n, question: await questionAt(db, ask), chosen };
			})
		);
		const saved = url.searchParams.has('saved');
		return { step: 'mock' as const, questions, limitMs, until: set.madeAt + limitMs, wanted, saved };
	}
	return {
		step: 'mockEnded' as const,
		result: await mockResult(db, set.scope.presetId ?? '', asks),
		tookMs: set.finishedAt - set.madeAt,
		limitMs,
		wanted,
		solved: await solvedAsks(db, asks),
		open: asks.filter(({ answeredAt }) => answeredAt === null).length
	};
}

export const actions: Actions = {
	answer: async ({ params, request, locals: { db, viewer, now, locale } }) => {
		const personId = viewer?.personId ?? error(404, 'notFound');
		const form = await request.formData();
		const texts = (name: string) => form.getAll(name).filter((value) => typeof value === 'string');
		const given = { token: texts('token')[0] ?? '', fields: texts, isUnsure: form.has('unsure') };
		const outcome = await answerAsk(db, personId, params.set, given, now());
		if (outcome.ok) redirect(303, `/practice/${params.set}?n=${outcome.value.n}`);
		const t = words(locale);
		return fail(409, { problem: outcome.reason === 'unanswered' ? t.unanswered : t.unknownAnswer });
	},
	mock: async ({ params, request, locals: { db, viewer, now } }) => {
		const personId = viewer?.personId ?? error(404, 'notFound');
		const form = await request.formData();
		const texts = (name: string) => form.getAll(name).filter((value) => typeof value === 'string');
		const handIn = form.has('handIn');
		const outcome = await answerMock(db, personId, params.set, texts, handIn, now());
		if (!outcome.ok) error(404, 'notFound');
		redirect(303, `/practice/${params.set}${handIn ? '' : '?saved=1'}`);
	}
};
