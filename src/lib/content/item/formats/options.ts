import { itemText } from '../text.ts';

/** A marker "A、" "B." "（C）" "D:" and where its text begins. */
interface Marker {
	readonly letter: string;
	readonly start: number;
	readonly textStart: number;
}

const bracketed = /[（(［[]\s*([A-HＡ-Ｈa-h])\s*[)）\]］]\s*[、.．:：]?/gu;
const dotted = /([A-HＡ-Ｈ])\s*(?:[、．:：。]|\.(?!\d))/gu;
const dottedSmall = /([a-h])\s*(?:[、．:：]|\.(?!\d))/gu;

/** Markers in the order A, B, C …; each begins the text or stands behind something that is no Latin letter or digit. */
function markersIn(text: string, pattern: RegExp): Marker[] {
	const found: Marker[] = [];
	for (const match of text.matchAll(pattern)) {
		const letter = (match[1] ?? '').normalize('NFKC').toUpperCase();
		if (letter.charCodeAt(0) !== 65 + found.length) continue;
		const before = text.slice(0, match.index);
		if (!match[0].match(/^[（(［[]/u) && /[A-Za-z0-9Ａ-Ｚａ-ｚ]$/u.test(before)) continue;
		found.push({ letter, start: match.index, textStart: match.index + match[0].length });
	}
	return found;
}

function byMarkers(text: string): { before: string; options: string[] } | undefined {
	for (const pattern of [bracketed, dotted, dottedSmall]) {
		const markers = markersIn(text, pattern);
		if (markers.length < 2) continue;
		const options = markers.map((marker, index) => text.slice(marker.textStart, markers[index + 1]?.start));
		return { before: text.slice(0, markers[0]?.start ?? 0), options: options.map(tidy) };
	}
	return undefined;
}

const tidy = (option: string): string =>
	itemText(option)
		.replace(/\s*[;；|]\s*$/u, '')
		.trim();

/** Separators tried one after another on a cell whose options carry no letters. */
const separators = [/\n+/u, /[|｜]/u, /\t+/u, /[;；]/u, /\$;?\$|##|@@/u, / {3,}/u];

/** Splits one cell that holds all options: lettered, a Python list, or divided by line breaks, | , tabs or ; */
export function splitOptions(cell: string): string[] | undefined {
	const raw = cell.replace(/\r\n?/g, '\n').trim();
	if (raw === '') return [];
	const listed = /^\[\s*(['"])(.*)\1\s*\]$/su.exec(raw);
	if (listed?.[2] !== undefined) return stripLetters(listed[2].split(/['"]\s*,\s*['"]/u).map(tidy)).options;
	const marked = byMarkers(raw);
	if (marked && itemText(marked.before) === '') return marked.options;
	for (const separator of separators) {
		const pieces = raw.split(separator).map(tidy).filter(Boolean);
		if (pieces.length >= 2) return pieces;
	}
	return undefined;
}

/**
 * Takes options off the end of a stem: "…的是（ ） A:甲;B:乙". Undefined when the stem holds none. The first marker must
 * stand at the start of a line, or behind a blank, a space or a closing sign, so that "维生素A、B" stays whole.
 */
export function optionsInStem(stem: string): { stem: string; options: string[] } | undefined {
	const marked = byMarkers(stem);
	if (!marked || itemText(marked.before) === '') return undefined;
	if (!/[\s（）()_。？?:：;；，,]$/u.test(marked.before)) return undefined;
	if (marked.options.some((option) => option === '')) return undefined;
	return { stem: itemText(marked.before), options: marked.options };
}

/** Drops the options' own letters ("A、甲" in column A) when every option carries its own. */
export function stripLetters(options: readonly string[]): { options: string[]; stripped: boolean } {
	const bare = options.map((option, place) => {
		const letter = String.fromCharCode(65 + place);
		const match = /^[（([]?\s*([A-Za-zＡ-Ｚａ-ｚ])\s*(?:[)）\]]\s*[、.．:：]?|[、.．:：])\s*(.*)$/su.exec(option);
		return match?.[1]?.normalize('NFKC').toUpperCase() === letter ? (match[2] ?? '') : undefined;
	});
	const filled = bare.filter((option, place) => options[place] !== '');
	const all = filled.length >= 2 && filled.every((option) => option !== undefined && option !== '');
	return { options: all ? bare.map((option) => option ?? '') : [...options], stripped: all };
}
