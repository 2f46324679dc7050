import { compact } from '#lib/base/core/text.ts';
import { excelDay } from '#lib/base/sheet/number-format.ts';

export interface ReadDate {
	/** "2024-03" or "2024-03-01"; null when the cell says nothing or nothing sure. */
	readonly value: string | null;
	/** `date.serial`: read from an Excel day number, shown for confirmation · the others: not stored. */
	readonly warning?: 'date.serial' | 'date.shortYear' | 'date.form';
}

const numerals = '〇一二三四五六七八九';

/** "二〇二四" → 2024, "十二" → 12, "二十三" → 23. */
function chineseNumber(text: string): number {
	const figures = text.replace(/[零○Ｏo]/giu, '〇');
	if (!figures.includes('十')) return Number([...figures].map((figure) => numerals.indexOf(figure)).join(''));
	const [tens = '', ones = ''] = figures.split('十');
	return (tens === '' ? 1 : numerals.indexOf(tens)) * 10 + (ones === '' ? 0 : numerals.indexOf(ones));
}

function isoDate(year: number, month: number, day: number | undefined): string | undefined {
	if (year < 1900 || year > 2199 || !(month >= 1 && month <= 12)) return undefined;
	const text = `${year}-${String(month).padStart(2, '0')}`;
	if (day === undefined) return text;
	const last = new Date(Date.UTC(year, month, 0)).getUTCDate();
	return day >= 1 && day <= last ? `${text}-${String(day).padStart(2, '0')}` : undefined;
}

/** Dates as offices write them; nothing is guessed without being shown. */
export function readDate(raw: string): ReadDate {
	const text = compact(raw.replace(/(\d)[ T]+\d{1,2}:\d{2}(:\d{2})?.*$/u, '$1'));
	if (text === '' || /^(无|暂无|不详|[-—/\\]+)$/u.test(text)) return { value: null };
	const found = (value: string | undefined): ReadDate =>
		value === undefined ? { value: null, warning: 'date.form' } : { value };
	const parts = /^(\d{4})[年./-](\d{1,2})(?:[月./-]?|[月./-](\d{1,2})日?)$/u.exec(text);
	if (parts)
		return found(isoDate(Number(parts[1]), Number(parts[2]), parts[3] === undefined ? undefined : Number(parts[3])));
	if (/^(19|20)\d{6}$/.test(text))
		return found(isoDate(Number(text.slice(0, 4)), Number(text.slice(4, 6)), Number(text.slice(6))));
	if (/^(19|20)\d{4}$/.test(text)) return found(isoDate(Number(text.slice(0, 4)), Number(text.slice(4)), undefined));
	if (/^[1-6]\d{4}$/.test(text)) {
		const day = excelDay(Number(text));
		return day === undefined ? { value: null, warning: 'date.form' } : { value: day, warning: 'date.serial' };
	}
	if (/^\d{2}[年./-]\d{1,2}([月./-]?|[月./-]\d{1,2}日?)$/u.test(text))
		return { value: null, warning: 'date.shortYear' };
	const chinese =
		/^([〇零○一二三四五六七八九]{4})年([一二三四五六七八九十]{1,2})月(?:([一二三四五六七八九十]{1,3})日)?$/u.exec(text);
	if (!chinese) return { value: null, warning: 'date.form' };
	const [, year = '', month = '', day] = chinese;
	return found(isoDate(chineseNumber(year), chineseNumber(month), day === undefined ? undefined : chineseNumber(day)));
}
