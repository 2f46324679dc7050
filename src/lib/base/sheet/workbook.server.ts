import { numberLook, type NumberLook } from './number-format.ts';
import { SheetBroken, type SheetSource } from './sheet.ts';
import { listParts } from './zip.server.ts';
import { scanXml } from './xml.server.ts';

export interface WorkbookSheet {
	readonly name: string;
	readonly part: string;
	readonly hidden: boolean;
}

/** What every sheet of a workbook shares. */
export interface Workbook {
	readonly sheets: readonly WorkbookSheet[];
	readonly strings: readonly string[];
	/** By the style number of a cell. */
	readonly looks: readonly NumberLook[];
	readonly from1904: boolean;
}

/** "_x000D_" stands for a character XML cannot hold. */
export const unescapeCell = (text: string): string =>
	text.replace(/_x([0-9A-Fa-f]{4})_/g, (_, code: string) => String.fromCharCode(parseInt(code, 16)));

const inFolder = (folder: string, target: string): string =>
	target.startsWith('/')
		? target.slice(1)
		: `${folder}/${target}`.replace(/[^/]+\/\.\.\//g, '').replace(/\/\.\//g, '/');

interface Relation {
	readonly kind: string;
	readonly target: string;
}

async function relations(source: SheetSource, part: string, folder: string): Promise<Map<string, Relation>> {
	const found = new Map<string, Relation>();
	await scanXml(source, part, {
		open(name, { Id, Type = '', Target = '' }) {
			if (name === 'Relationship' && Id !== undefined)
				found.set(Id, { kind: Type.slice(Type.lastIndexOf('/') + 1), target: inFolder(folder, Target) });
		}
	});
	return found;
}

async function sharedStrings(source: SheetSource, part: string): Promise<string[]> {
	const strings: string[] = [];
	let current = '';
	let inText = false;
	let phonetic = 0;
	await scanXml(source, part, {
		open(name) {
			if (name === 'si') current = '';
			else if (name === 'rPh') phonetic++;
			inText = name === 't' && phonetic === 0;
		},
		close(name) {
			if (name === 'si') strings.push(unescapeCell(current));
			else if (name === 'rPh') phonetic--;
			inText = false;
		},
		text(text) {
			if (inText) current += text;
		}
	});
	return strings;
}

async function styleLooks(source: SheetSource, part: string): Promise<NumberLook[]> {
	const codes = new Map<number, string>();
	const looks: NumberLook[] = [];
	let inCells = false;
	await scanXml(source, part, {
		open(name, attributes) {
			if (name === 'numFmt') codes.set(Number(attributes.numFmtId), attributes.formatCode ?? '');
			else if (name === 'cellXfs') inCells = true;
			else if (name === 'xf' && inCells) {
				const id = Number(attributes.numFmtId ?? 0);
				looks.push(numberLook(id, codes.get(id)));
			}
		},
		close(name) {
			if (name === 'cellXfs') inCells = false;
		}
	});
	return looks;
}

/** Zip files that are no workbook of the new kind, told apart by a part they always have. */
function refuseOthers(parts: ReadonlyMap<string, string>): void {
	if (parts.has('xl/workbook.bin')) throw new SheetBroken('oldExcel');
	if (parts.has('word/document.xml') || parts.has('ppt/presentation.xml') || parts.has('content.xml'))
		throw new SheetBroken('document');
	if (!parts.has('_rels/.rels')) throw new SheetBroken('archive');
}

/** @throws SheetBroken */
export async function openWorkbook(source: SheetSource): Promise<Workbook> {
	const parts = await listParts(source);
	refuseOthers(parts);
	const real = (part: string): string | undefined => parts.get(part.toLowerCase());
	const root = await relations(source, real('_rels/.rels') ?? '', '');
	const main = [...root.values()].find((relation) => relation.kind === 'officeDocument')?.target.replace(/^\//, '');
	const workbookPart = main === undefined ? undefined : real(main);
	if (workbookPart === undefined) throw new SheetBroken('archive');
	const folder = workbookPart.slice(0, Math.max(0, workbookPart.lastIndexOf('/')));
	const relationsPart = real(`${folder}/_rels/${workbookPart.slice(workbookPart.lastIndexOf('/') + 1)}.rels`);
	if (relationsPart === undefined) throw new SheetBroken('damagedWorkbook');
	const related = await relations(source, relationsPart, folder);
	const sheets: WorkbookSheet[] = [];
	let from1904 = false;
	await scanXml(source, workbookPart, {
		open(name, attributes) {
			if (name === 'workbookPr') from1904 = /^(1|true)$/.test(attributes.date1904 ?? '');
			if (name !== 'sheet') return;
			const id = Object.entries(attributes).find(([key]) => /^(\w+:)?id$/.test(key))?.[1] ?? '';
			const relation = related.get(id);
			const part = relation?.kind === 'worksheet' ? real(relation.target) : undefined;
			const hidden = (attributes.state ?? 'visible') !== 'visible';
			if (part !== undefined) sheets.push({ name: attributes.name ?? '', part, hidden });
		}
	});
	if (sheets.length === 0) throw new SheetBroken('damagedWorkbook');
	const partOf = (kind: string): string | undefined => {
		const relation = [...related.values()].find((candidate) => candidate.kind === kind);
		return relation === undefined ? undefined : real(relation.target);
	};
	const stringsPart = partOf('sharedStrings');
	const stylesPart = partOf('styles');
	return {
		sheets,
		from1904,
		strings: stringsPart === undefined ? [] : await sharedStrings(source, stringsPart),
		looks: stylesPart === undefined ? [] : await styleLooks(source, stylesPart)
	};
}
