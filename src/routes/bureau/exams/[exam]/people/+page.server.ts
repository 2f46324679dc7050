import { fail, redirect } from '@sveltejs/kit';
import { parseId, type PersonId } from '#lib/base/core/ids.ts';
import { enrol, findPersons, selectionOf, sumCounts, unitCounts } from '#lib/exam/plan/enrolment.server.ts';
import { headcounts, listUnits } from '#lib/people/directory/directory.server.ts';
import { treeRows } from '#lib/people/directory/unit.ts';
import { examOf, headOf } from '../../exam-page.server.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals: { db, now }, params }) => {
	const exam = await examOf(db, params.exam);
	if (exam.publishedAt !== null) redirect(303, `/bureau/exams/${exam.id}`);
	const units = await listUnits(db);
	const people = await headcounts(db);
	const listed = await unitCounts(db, exam.id);
	const counts = sumCounts(listed);
	const selection = await selectionOf(db, exam.id);
	const persons = await db
		.selectFrom('person')
		.select(['id', 'staffNo', 'mobile'])
		.where('id', 'in', [...selection.persons])
		.execute();
	return {
		...(await headOf(db, exam, now())),
		selection: { all: selection.all, units: selection.units, categories: selection.categories },
		persons: persons.map((person) => person.staffNo ?? person.mobile ?? '').join('\n'),
		units: treeRows(units).map(({ unit, depth }) => ({
			id: unit.id,
			name: unit.name,
			depth,
			people: people.get(unit.id) ?? 0
		})),
		categories: [...new Set(units.map((unit) => unit.category))].filter((category) => category !== ''),
		listed: { people: counts.required + counts.exempt + counts.voluntary, units: listed.length }
	};
};

export const actions: Actions = {
	default: async ({ request, locals: { db, viewer, now }, params }) => {
		if (!viewer) redirect(303, '/login');
		const exam = await examOf(db, params.exam);
		const form = await request.formData();
		const numbers = String(form.get('persons') ?? '')
			.split(/[\s,;\uff0c\uff1b\u3001]+/)
			.filter((number) => number !== '');
		const persons: PersonId[] = [];
		const unknown: string[] = [];
		for (const number of [...new Set(numbers)].slice(0, 5000)) {
			const found = await findPersons(db, number);
			if (found.length === 1 && found[0]) persons.push(found[0].id);
			else unknown.push(number);
		}
		if (unknown.length > 0) return fail(400, { unknown: unknown.slice(0, 20) });
		const { except } = await selectionOf(db, exam.id);
		const selection = {
			all: form.has('all'),
			units: form.getAll('unit').flatMap((value) => parseId<'unit'>(String(value)) ?? []),
			categories: form.getAll('category').map(String),
			persons,
			except: except.filter((id) => !persons.includes(id))
		};
		const enrolled = await enrol(db, viewer, exam.id, selection, now());
		if (!enrolled.ok) return fail(400, { unknown: [] });
		redirect(303, `/bureau/exams/${exam.id}/${form.get('do') === 'stay' ? 'people' : ''}`);
	}
};
