import { error } from '@sveltejs/kit';
import { parseId } from '#lib/base/core/ids.ts';
import { findFile } from '#lib/study/month/material.server.ts';
import { attachment } from '#lib/base/core/attachment.ts';
import { monthOfPath } from '../../month.server.ts';
import type { RequestHandler } from './$types';

/** An attached file: always a download, whatever it holds. */
export const GET: RequestHandler = async ({ params, locals: { db, viewer } }) => {
	const month = await monthOfPath(db, viewer, params.month);
	const materialId: number = parseId<'material'>(params.material) ?? error(404, 'notFound');
	const file = (await findFile(db, month.id, materialId)) ?? error(404, 'notFound');
	return new Response(Buffer.from(file.bytes), {
		headers: {
			'content-type': file.type,
			'content-disposition': attachment(file.name),
			'x-content-type-options': 'nosniff'
		}
	});
};
