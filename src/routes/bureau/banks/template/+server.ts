import { csvBytes } from '#lib/base/sheet/write.ts';
import { xlsxBytes } from '#lib/base/sheet/write.server.ts';
import { shippedHeader } from '#lib/content/item/formats/columns.ts';
import { templateRows } from '#lib/content/item/formats/template.ts';
import { download } from '../bank-door.ts';
import type { RequestHandler } from './$types';

const widths = [10, 10, 30, 8, 50, ...Array.from({ length: 8 }, () => 18), 8, 50, 6, 22, 12, 16, 14, 12];

export const GET: RequestHandler = async ({ url }) => {
	const format = url.searchParams.get('format') === 'csv' ? 'csv' : 'xlsx';
	const bytes =
		format === 'csv'
			? csvBytes(shippedHeader, templateRows)
			: await xlsxBytes('试题', shippedHeader, templateRows, { widths });
	return download(bytes, '试题模板', format);
};
