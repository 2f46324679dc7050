import type { Standing } from '#lib/exam/plan/enrolment.server.ts';

export const statuses = ['required', 'exempt', 'deferred', 'voluntary'] as const;

/** A standing as typed. */
export function readStanding(form: FormData): Standing {
	const text = (name: string) =>
		String(form.get(name) ?? '')
			.trim()
			.slice(0, 200);
	return {
		status: statuses.find((status) => status === text('status')) ?? 'required',
		reason: text('reason'),
		documentNo: text('documentNo')
	};
}

export const plain: Standing = { status: 'required', reason: '', documentNo: '' };
