/** A table of a document; numbers are set to the right. */
export interface DocumentTable {
	readonly header: readonly string[];
	readonly rows: readonly (readonly (string | number)[])[];
}

const escapes: Readonly<Record<string, string>> = {
	'&': '&amp;',
	'<': '&lt;',
	'>': '&gt;',
	'"': '&quot;',
	"'": '&#39;'
};
export const escaped = (text: string): string => text.replace(/[&<>"']/g, (sign) => escapes[sign] ?? sign);

/** A4 as GB/T 9704 sets it; a table of more columns than stand upright on it lies across. */
const upright = '@page{size:A4;margin:37mm 26mm 35mm 28mm}';
const across = '@page{size:A4 landscape;margin:26mm 20mm}';
const uprightColumns = 9;

/** With fonts that offices have; nothing is loaded from elsewhere. */
const style = `body{font:12pt/1.6 FangSong,STFangsong,"Noto Serif CJK SC",serif;color:#000;max-width:60em;margin:2em auto;padding:0 1em}
h1{font:bold 18pt/1.4 "FZXiaoBiaoSong-B05S",STZhongsong,SimSun,serif;text-align:center}
table{border-collapse:collapse;width:100%;font-size:10.5pt}
th,td{border:1px solid #000;padding:3pt 5pt;text-align:left;vertical-align:top}
th{white-space:nowrap}td.n{text-align:right}thead{display:table-header-group}tr{break-inside:avoid}
.sign{margin-top:3em;text-align:right}@media print{body{margin:0;padding:0;max-width:none}}`;

function tableOf({ header, rows }: DocumentTable): string {
	const cells = (row: readonly (string | number)[]) =>
		row.map((cell) => (typeof cell === 'number' ? `<td class="n">${cell}</td>` : `<td>${escaped(cell)}</td>`)).join('');
	return [
		`<table><thead><tr>${header.map((name) => `<th>${escaped(name)}</th>`).join('')}</tr></thead><tbody>`,
		...rows.map((row) => `<tr>${cells(row)}</tr>`),
		'</tbody></table>'
	].join('\n');
}

/** A document that any browser and WPS open and print; it asks nothing of a network. */
export function documentOf(title: string, parts: readonly (string | DocumentTable)[], sign: string | null): string {
	const isWide = parts.some((part) => typeof part !== 'string' && part.header.length > uprightColumns);
	const body = parts.map((part) => (typeof part === 'string' ? `<p>${escaped(part)}</p>` : tableOf(part)));
	return [
		'<!doctype html>',
		`<html lang="zh-CN"><head><meta charset="utf-8"><title>${escaped(title)}</title>`,
		`<style>${isWide ? across : upright}\n${style}</style></head><body>`,
		`<h1>${escaped(title)}</h1>`,
		...body,
		...(sign === null ? [] : [`<p class="sign">${escaped(sign)}</p>`]),
		'</body></html>',
		''
	].join('\n');
}
