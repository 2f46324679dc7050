import { crc32, deflateRawSync } from 'node:zlib';

export interface ZipPart {
	/** As bytes where it is not meant to be UTF-8. */
	readonly name: string | Uint8Array;
	readonly content: string | Uint8Array;
	/** Uncompressed size written into the headers instead of the true one. */
	readonly declared?: number;
	readonly flags?: number;
}

/** A zip file of these parts, deflated; for workbooks that no honest program would write. */
export function zip(parts: readonly ZipPart[]): Uint8Array {
	const chunks: Buffer[] = [];
	const directory: Buffer[] = [];
	let offset = 0;
	for (const { name, content, declared, flags = 0 } of parts) {
		const bytes = Buffer.from(content);
		const packed = deflateRawSync(bytes);
		const head = Buffer.alloc(26);
		head.writeUInt16LE(20, 0);
		head.writeUInt16LE(flags, 2);
		head.writeUInt16LE(8, 4);
		head.writeUInt32LE(crc32(bytes), 10);
		head.writeUInt32LE(packed.length, 14);
		head.writeUInt32LE(declared ?? bytes.length, 18);
		head.writeUInt16LE(Buffer.byteLength(name), 22);
		const local = Buffer.concat([Buffer.from([0x50, 0x4b, 3, 4]), head, Buffer.from(name), packed]);
		const tail = Buffer.alloc(14);
		tail.writeUInt32LE(offset, 10);
		const made = Buffer.from([20, 0]);
		directory.push(Buffer.concat([Buffer.from([0x50, 0x4b, 1, 2]), made, head, tail, Buffer.from(name)]));
		chunks.push(local);
		offset += local.length;
	}
	const central = Buffer.concat(directory);
	const end = Buffer.alloc(22);
	end.writeUInt32LE(0x06054b50, 0);
	end.writeUInt16LE(parts.length, 8);
	end.writeUInt16LE(parts.length, 10);
	end.writeUInt32LE(central.length, 12);
	end.writeUInt32LE(offset, 16);
	return new Uint8Array(Buffer.concat([...chunks, central, end]));
}

const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const packageRelations = 'http://schemas.openxmlformats.org/package/2006/relationships';

export interface BookSheet {
	readonly name: string;
	/** The XML inside <sheetData>. */
	readonly data: string;
	readonly state?: string;
}

/** A small workbook: sheets by their XML, with shared strings and number formats. */
export function workbook(
	sheets: readonly BookSheet[],
	options: {
		readonly strings?: readonly string[];
		/** Format codes; style n + 1 has the n-th, style 0 none. */
		readonly formats?: readonly string[];
		readonly from1904?: boolean;
		readonly extra?: readonly ZipPart[];
	} = {}
): Uint8Array {
	const { strings = [], formats = [], extra = [] } = options;
	const list = sheets
		.map(
			({ name, state }, n) =>
				`<sheet name="${name}" sheetId="${n + 1}" ${state ? `state="${state}"` : ''} r:id="rId${n + 1}"/>`
		)
		.join('');
	const targets = sheets.map(
		(_, n) => `<Relationship Id="rId${n + 1}" Type="${office}/worksheet" Target="worksheets/sheet${n + 1}.xml"/>`
	);
	const styles =
		`<styleSheet xmlns="${main}"><numFmts>${formats.map((code, n) => `<numFmt numFmtId="${200 + n}" formatCode="${code.replaceAll('"', '&quot;')}"/>`).join('')}</numFmts>` +
		`<cellXfs><xf numFmtId="0"/>${formats.map((_, n) => `<xf numFmtId="${200 + n}"/>`).join('')}</cellXfs></styleSheet>`;
	return zip([
		{
			name: '[Content_Types].xml',
			content: '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
		},
		{
			name: '_rels/.rels',
			content: `<Relationships xmlns="${packageRelations}"><Relationship Id="r" Type="${office}/officeDocument" Target="xl/workbook.xml"/></Relationships>`
		},
		{
			name: 'xl/workbook.xml',
			content: `<workbook xmlns="${main}" xmlns:r="${office}"><workbookPr date1904="${options.from1904 ? 1 : 0}"/><sheets>${list}</sheets></workbook>`
		},
		{
			name: 'xl/_rels/workbook.xml.rels',
			content: `<Relationships xmlns="${packageRelations}">${targets.join('')}<Relationship Id="s" Type="${office}/sharedStrings" Target="/xl/sharedStrings.xml"/><Relationship Id="t" Type="${office}/styles" Target="styles.xml"/></Relationships>`
		},
		{
			name: 'xl/sharedStrings.xml',
			content: `<sst xmlns="${main}">${strings.map((text) => `<si>${text}</si>`).join('')}</sst>`
		},
		{ name: 'xl/styles.xml', content: styles },
		...sheets.map(({ data }, n) => ({
			name: `xl/worksheets/sheet${n + 1}.xml`,
			content: `<worksheet xmlns="${main}"><sheetData>${data}</sheetData></worksheet>`
		})),
		...extra
	]);
}
