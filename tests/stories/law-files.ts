import { type LawFile, readLawFiles } from '#lib/content/law/law-file.server.ts';

/** A small made-up regulation as it was made in 2001, or as it was revised in another year. */
export const act = (year: number, second: string) => `示例市河灯条例
（${year}年3月1日示例市第九届人民代表大会常务委员会第二次会议${year === 2001 ? '通过' : '修订'}）
第一章\u3000总则
第一条\u3000为了规范河灯，制定本条例。
第二条\u3000${second}
第三条\u3000本条例自${year}年9月1日起施行。`;

export const utf8 = (text: string) => new TextEncoder().encode(text);

/** What the reader of files makes of these. */
export async function readAll(...files: readonly (readonly [name: string, bytes: Uint8Array])[]): Promise<LawFile[]> {
	async function* given() {
		for (const [fileName, bytes] of files) yield { fileName, source: { bytes } };
	}
	const found: LawFile[] = [];
	for await (const file of readLawFiles(given())) found.push(file);
	return found;
}
