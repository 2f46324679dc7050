import { templateFile } from '#lib/people/roster/template.server.ts';

const types = {
	csv: 'text/csv; charset=utf-8',
	xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'
};

/** The empty table to fill in, as a download. */
export async function templateAnswer(kind: 'roster' | 'units', format: string | null): Promise<Response> {
	const as = format === 'csv' ? 'csv' : 'xlsx';
	const bytes = await templateFile(kind, as);
	return new Response(bytes as BodyInit, {
		headers: { 'content-type': types[as], 'content-disposition': `attachment; filename="${kind}-template.${as}"` }
	});
}
