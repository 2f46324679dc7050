import { error } from '@sveltejs/kit';
import { parseId } from '#lib/base/core/ids.ts';
import type { Db } from '#lib/base/db/schema.ts';
import { attachment } from '#lib/base/core/attachment.ts';
import { findBankById, type Bank } from '#lib/content/item/bank.server.ts';

/** The bank of the path, or the page that does not exist. */
export async function bankOfPath(db: Db, parameter: string): Promise<Bank> {
	const id = parseId<'itemBank'>(parameter);
	const bank = id === undefined ? undefined : await findBankById(db, id);
	return bank ?? error(404, 'notFound');
}

/** A field of a form as text; '' when it is absent or a file. */
export function typed(form: FormData, name: string): string {
	const value = form.get(name);
	return typeof value === 'string' ? value : '';
}

/** A file to save under a name that may be Chinese (RFC 6266, RFC 5987). */
export function download(bytes: Uint8Array, name: string, format: 'csv' | 'xlsx'): Response {
	const types = {
		csv: 'text/csv; charset=utf-8',
		xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'
	};
	return new Response(bytes.slice(), {
		headers: {
			'content-type': types[format],
			'content-disposition': attachment(`${name}.${format}`)
		}
	});
}
