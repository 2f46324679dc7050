/** How a number format shows a number, as far as it changes what the cell means. */
export type NumberLook =
	| { readonly kind: 'plain' }
	| { readonly kind: 'padded'; readonly width: number }
	| { readonly kind: 'day' | 'month' | 'time' };

const plain: NumberLook = { kind: 'plain' };

/** Formats that have a number but no code in the file (ECMA-376 §18.8.30, with the East Asian ones). */
function builtIn(id: number): NumberLook {
	if (id === 17 || id === 27 || id === 36 || id === 50 || id === 52 || id === 57) return { kind: 'month' };
	if ((id >= 18 && id <= 21) || (id >= 32 && id <= 35) || (id >= 45 && id <= 47) || id === 55 || id === 56)
		return { kind: 'time' };
	if ((id >= 14 && id <= 22) || (id >= 27 && id <= 36) || (id >= 50 && id <= 58)) return { kind: 'day' };
	return plain;
}

/** What a format does; `code` is undefined for the built-in ones. */
export function numberLook(id: number, code: string | undefined): NumberLook {
	if (code === undefined) return builtIn(id);
	const bare =
		code
			.replace(/"[^"]*"|\\.|_.|\*./g, '')
			.replace(/\[(?!h|m|s)[^\]]*\]/gi, '')
			.split(';')[0] ?? '';
	if (/^0{2,}$/.test(bare)) return { kind: 'padded', width: bare.length };
	if (/general/i.test(bare) || !/[ymdhs年月日]/i.test(bare)) return plain;
	if (/[d日]/i.test(bare)) return { kind: 'day' };
	if (/y|年/i.test(bare)) return { kind: 'month' };
	return /[hs]/i.test(bare) ? { kind: 'time' } : { kind: 'day' };
}

/** Whole days from 1899-12-30 as "2024-03-01"; Excel's 29 February 1900 never was. Undefined outside 1900–2199. */
export function excelDay(serial: number): string | undefined {
	const days = Math.floor(serial);
	if (days < 1 || days > 109_574) return undefined;
	return new Date((days - (days > 59 ? 25_569 : 25_568)) * 86_400_000).toISOString().slice(0, 10);
}

/** 15 significant digits, as Excel keeps them; whole numbers without ".0", beyond 15 digits the exponent Excel shows. */
function plainNumber(value: number): string {
	const kept = Number(value.toPrecision(15));
	return Math.abs(kept) >= 1e15 ? kept.toExponential().replace('e', 'E') : String(kept);
}

/** A number as the sheet shows it; dates in ISO form ("2024-03-01", with " 08:30" when the cell holds a time). */
export function shownNumber(raw: string, look: NumberLook, from1904: boolean): string {
	const value = Number(raw);
	if (raw.trim() === '' || !Number.isFinite(value)) return raw;
	if (look.kind === 'plain') return plainNumber(value);
	if (look.kind === 'padded')
		return Number.isInteger(value) ? String(value).padStart(look.width, '0') : plainNumber(value);
	const serial = from1904 ? value + 1462 : value;
	const minutes = Math.round((serial - Math.floor(serial)) * 1440);
	const time = `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
	if (look.kind === 'time' && serial < 1) return time;
	const day = excelDay(serial);
	if (day === undefined) return plainNumber(value);
	if (look.kind === 'month') return day.slice(0, 7);
	return minutes > 0 && minutes < 1440 ? `${day} ${time}` : day;
}
