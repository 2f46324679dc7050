import { describe, expect, test } from 'vitest';
import type { LawFile } from '#lib/content/law/law-file.server.ts';
import { zip, type ZipPart } from '../rules/zip.ts';
import { act, readAll as read, utf8 } from './law-files.ts';

const paragraph = (text: string, extra = '') => `<w:p>${extra}<w:r><w:t xml:space="preserve">${text}</w:t></w:r></w:p>`;
const document = (body: string) =>
	`<?xml version="1.0" encoding="UTF-8"?><w:document xmlns:w="w" xmlns:r="r" xmlns:mc="mc"><w:body>${body}</w:body></w:document>`;
const docx = (body: string, more: readonly ZipPart[] = []) =>
	zip([{ name: 'word/document.xml', content: document(body) }, ...more]);

describe('files', () => {
	const text = act(2021, '放灯应当报告。');
	const expected = (file: LawFile | undefined) =>
		file && 'lines' in file ? file.lines.map((line) => line.trim()).filter(Boolean) : file;
	const plain = text.split('\n');

	test.each([
		['UTF-8', utf8(text)],
		['UTF-8 with a mark', utf8(`\ufeff${text}`)],
		['UTF-16', new Uint8Array(Buffer.from(`\ufeff${text}`, 'utf16le'))],
		[
			'a page',
			utf8(
				`<html><head><title>x</title><style>p{}</style></head><body>${plain.map((line) => `<p>${line}</p>`).join('\n')}<script>1</script></body></html>`
			)
		],
		['a page of line breaks', utf8(`<html><body><div>${plain.join('<br>\n')}</div></body></html>`)],
		['a Word file', docx(plain.map((line) => paragraph(line)).join(''))]
	])('%s gives the lines', async (_, bytes) => {
		expect((await read(['a', bytes])).map(expected)).toEqual([plain]);
	});

	test('in a Word file struck-out text, doubled text and field codes are no text; breaks and text boxes are lines', async () => {
		const body =
			paragraph('第一条\u3000甲') +
			'<w:p><w:del><w:r><w:delText>旧</w:delText></w:r></w:del><w:ins><w:r><w:t>新</w:t></w:r></w:ins><w:r><w:instrText>PAGE</w:instrText><w:br/><w:t>下</w:t></w:r></w:p>' +
			'<w:p><w:r><mc:AlternateContent><mc:Choice><w:txbxContent><w:p><w:r><w:t>框</w:t></w:r></w:p></w:txbxContent></mc:Choice><mc:Fallback><w:txbxContent><w:p><w:r><w:t>框</w:t></w:r></w:p></w:txbxContent></mc:Fallback></mc:AlternateContent></w:r><w:r><w:t>尾</w:t></w:r></w:p>';
		expect((await read(['a.docx', docx(body)])).map(expected)).toEqual([['第一条\u3000甲', '新', '下', '框', '尾']]);
	});

	test('text that Word has taken over as a whole (w:altChunk) is read from its part', async () => {
		const page = `<html><body>${plain.map((line) => `<p>${line}</p>`).join('')}</body></html>`;
		const mht = [
			'MIME-Version: 1.0',
			'Content-Type: multipart/related; boundary="b"',
			'',
			'--b',
			'Content-Type: text/html; charset="utf-8"',
			'Content-Transfer-Encoding: base64',
			'',
			...(Buffer.from(page)
				.toString('base64')
				.match(/.{1,76}/g) ?? []),
			'--b--',
			''
		].join('\r\n');
		const bytes = docx('<w:altChunk r:id="c1"/>', [
			{
				name: 'word/_rels/document.xml.rels',
				content: '<Relationships><Relationship Id="c1" Target="afchunk.mht"/></Relationships>'
			},
			{ name: 'word/afchunk.mht', content: mht }
		]);
		expect((await read(['a.docx', bytes])).map(expected)).toEqual([plain]);
		expect((await read(['a.mht', utf8(mht)])).map(expected)).toEqual([plain]);
	});

	test('an archive gives each file by its name, also as Chinese Windows writes it', async () => {
		const bytes = zip([
			{ name: '法规/甲.txt', content: text },
			{ name: new Uint8Array([0xd2, 0xd2, ...utf8('.txt')]), content: text },
			{ name: '__MACOSX/._甲.txt', content: 'x' },
			{ name: 'b.docx', content: docx(paragraph('第一条\u3000甲。')) }
		]);
		expect((await read(['a.zip', bytes])).map(({ fileName }) => fileName)).toEqual(['法规/甲.txt', '乙.txt', 'b.docx']);
	});

	const binary = new Uint8Array([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1, ...new Uint8Array(600)]);
	const encrypted = new Uint8Array([...binary, ...Buffer.from('EncryptedPackage', 'utf16le')]);
	test.each([
		['oldWord', 'a.doc', binary],
		['encrypted', 'a.docx', encrypted],
		['empty', 'a.txt', new Uint8Array()],
		['noText', 'a.txt', utf8(' \n\n')],
		['noText', 'a.docx', docx('<w:p></w:p>')],
		['pdf', 'a.pdf', utf8('%PDF-1.7')],
		['document', 'a.rtf', utf8('{\\rtf1 x}')],
		['workbook', 'a.xlsx', zip([{ name: 'xl/workbook.xml', content: '<x/>' }])],
		['damagedWorkbook', 'a.docx', new Uint8Array([0x50, 0x4b, 3, 4, 1, 2, 3])],
		['hostileWorkbook', 'a.docx', docx(paragraph('一'.repeat(16_000_000)))],
		['hostileWorkbook', 'a.docx', zip([{ name: 'word/document.xml', content: '<!DOCTYPE x [<!ENTITY a "b">]><x/>' }])],
		['nested', 'a.zip', zip([{ name: 'b.zip', content: zip([{ name: 'c.txt', content: 'x' }]) }])],
		[
			'autoNumbered',
			'a.docx',
			docx(Array.from({ length: 9 }, () => paragraph('甲。', '<w:pPr><w:numPr/></w:pPr>')).join(''))
		],
		['damagedText', 'a.txt', new Uint8Array([...utf8('第一条\u3000为了规范河灯的管理'), 0xff, ...utf8('制定本条例')])]
	])('refused as %s: %s', async (refusal, name, bytes) => {
		expect((await read([name, bytes])).map((file) => ('refusal' in file ? file.refusal : 'read'))).toEqual([refusal]);
	});
});
