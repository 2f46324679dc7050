import { error, type RequestEvent } from '@sveltejs/kit';
import { attachment } from '#lib/base/core/attachment.ts';
import { formatDay, type Instant } from '#lib/base/core/clock.ts';
import { parseId } from '#lib/base/core/ids.ts';
import { findPerson } from '#lib/people/directory/people.server.ts';
import { bundleOf } from '#lib/study/record/bundle.server.ts';
import { studyFile } from '#lib/study/record/person.server.ts';
import { annualSentence } from '#lib/study/record/sentence.ts';
import { figuresOfYear, type RowsPlace } from '#lib/study/record/year.ts';
import { studyYear } from '#lib/study/record/year.server.ts';

type Asked = Pick<RequestEvent, 'locals' | 'params' | 'url'>;

/** The year of the address, else this one. */
export function yearAsked(url: URL, now: Instant): number {
	const year = Number(url.searchParams.get('year'));
	return Number.isSafeInteger(year) && year >= 2000 && year < 3000 ? year : Number(formatDay(now).slice(0, 4));
}

async function recordOf({ locals: { db, viewer, now }, url }: Asked) {
	const year = viewer && (await studyYear(db, viewer, yearAsked(url, now()), now()));
	return year ?? error(404, 'notFound');
}

/** The figures of a year with the places of their rows, and the sentence. */
export async function recordDesk(event: Asked) {
	const base = event.url.pathname.startsWith('/bureau/') ? '/bureau' : '/unit';
	const year = await recordOf(event);
	const placeOf = (rows: RowsPlace): string => {
		switch (rows.kind) {
			case 'sessions':
				return `${base}/sessions/rows?year=${year.year}&level=${rows.level}${rows.what ? `&what=${rows.what}` : ''}`;
			case 'quizzes':
				return `${base}/record/quizzes?year=${year.year}`;
			case 'exam':
				return `${base}/exams/${rows.examId}/results`;
		}
	};
	const titles = new Map(year.exams.map(({ examId, title }) => [examId, title]));
	return {
		base,
		year: year.year,
		scope: year.scope,
		sentence: annualSentence(year, 'zh'),
		figures: figuresOfYear(year).map(({ key, value, examId, rows }) => ({
			key,
			value,
			exam: examId === null ? null : (titles.get(examId) ?? ''),
			href: rows.kind === 'sessions' && rows.what === null ? `${base}/sessions?year=${year.year}` : placeOf(rows)
		}))
	};
}

/** Who finished which month. */
export async function quizzesDesk(event: Asked) {
	const { year, quizzes } = await recordOf(event);
	return { year, quizzes };
}

/** The bundle as a download. */
export async function bundleDoor(event: Asked): Promise<Response> {
	const year = await recordOf(event);
	const { name, bytes } = await bundleOf(event.locals.db, year);
	return new Response(Buffer.from(bytes), {
		headers: {
			'content-type': 'application/zip',
			'content-disposition': attachment(name)
		}
	});
}

/** The study file of a person whom the viewer administers; hosting a seconded person is not enough. */
export async function fileDesk({ locals: { db, viewer, now }, params, url }: Asked) {
	const id = parseId<'person'>(params.person);
	const person = viewer && id !== undefined ? await findPerson(db, viewer, id) : undefined;
	if (!person?.isOwn) error(404, 'notFound');
	const file = (await studyFile(db, person.id, yearAsked(url, now()))) ?? error(404, 'notFound');
	return { file, personId: person.id };
}
