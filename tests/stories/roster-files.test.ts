import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { csvBytes } from '#lib/base/sheet/write.ts';
import { xlsxBytes } from '#lib/base/sheet/write.server.ts';
import { operator } from '#lib/base/core/permit.ts';
import { importUnitsFile } from '#lib/people/roster/import-units.server.ts';
import { describe, expect, test } from 'vitest';
import { gb18030 } from '../rules/gb18030.ts';
import { utf16, utf8 } from '../rules/sheet-read.ts';
import { freshStore } from './fresh.ts';
import { addDistrict, now, preview, type Read } from './roster-desk.ts';

const header = '序号,姓名,单位,职务,工号,手机号';
const six = [
	'1,张测试,岚山区司法局,科长,LS0001,10000000001',
	'2,李样例,岚山区公安分局,民警,LS0002,10000000002',
	'3,王虚构,岚山区市场监督管理局,主任,LS0003,10000000003',
	'4,赵示例,岚山区白溪镇人民政府,副镇长,LS0004,10000000004',
	'5,欧阳演示,岚山区应急管理局,科员,LS0005,10000000005',
	'6,迪里·示范,岚山区城市管理执法局,中队长,LS0006,10000000006'
];
const plain = [header, ...six].join('\r\n');
const names = ['张测试', '李样例', '王虚构', '赵示例', '欧阳演示', '迪里·示范'];

async function read(bytes: Uint8Array, choices: Parameters<typeof preview>[2] = {}): Promise<Read> {
	const { db } = await freshStore();
	await addDistrict(db);
	const found = await preview(db, bytes, choices);
	if (typeof found === 'string') throw new Error(`refused: ${found}`);
	return found;
}

describe('each kind of file that offices send', () => {
	test.each([
		['GB18030 without mark', gb18030(`${plain}\r\n`)],
		['UTF-8 with mark', utf8(`\ufeff${plain}\r\n`)],
		['UTF-8, no last line end', utf8(plain.replaceAll('\r\n', '\n'))],
		['Unicode text, tabs', utf16(`${plain.replaceAll(',', '\t')}\r\n`, true)],
		['semicolons', utf8(`\ufeff${plain.replaceAll(',', ';')}\r\n`)],
		[
			'titles above',
			gb18030(
				`岚山区2026年度学法考试人员花名册,,,,,\r\n填报单位：岚山区司法局（盖章）,,,填报日期：2026年11月20日,,\r\n,,,,,\r\n${plain}\r\n`
			)
		],
		['forty blank rows, total, signatures', gb18030(`${plain}\r\n${',,,,,\r\n'.repeat(40)}`)]
	])('%s: six people, nothing flagged', async (_, bytes) => {
		const found = await read(bytes);
		expect(found.accepted).toBe(6);
		expect(found.flagged).toEqual([]);
		expect(found.people.map(({ name }) => name)).toEqual(names);
		expect(found.people[3]).toMatchObject({ unit: 'U04', staffNo: 'LS0004', mobile: '10000000004', post: '副镇长' });
	});

	test('.xlsx with a title, numbers as numbers', async () => {
		const rows = six.map((line) => line.split(',').map((cell) => (/^1\d{10}$/.test(cell) ? Number(cell) : cell)));
		const found = await read(await xlsxBytes('名册', header.split(','), rows, { title: '花名册' }));
		expect([found.accepted, found.flagged]).toEqual([6, []]);
		expect(found.people[0]?.mobile).toBe('10000000001');
	});

	test('total and signature rows are skipped and told', async () => {
		const found = await read(
			utf8(`${plain}\n${',,,,,\n'.repeat(40)}合计,6人,,,,\n制表人：张测试,,,审核人：李样例,,\n`)
		);
		expect(found.accepted).toBe(6);
		expect(found.problems).toEqual(['48 row.total warn', '49 row.signature warn']);
	});

	test('names whose characters were lost are never imported', async () => {
		const found = await read(
			gb18030(`${header}\n1,王??,岚山区司法局,科员,LS0007,10000000007\n2,王𣲘𬭚,岚山区司法局,科员,LS0008,10000000008`)
		);
		expect(found.problems).toEqual(['2 name.lost refuse']);
		expect(found.people.map(({ name }) => name)).toEqual(['王𣲘𬭚']);
	});

	test('numbers that Excel destroyed are refused, never repaired', async () => {
		const found = await read(
			utf8(
				'姓名,单位,身份证号,手机号\n张测试,岚山区司法局,9.99999E+17,10000000001\n' +
					'李样例,岚山区公安分局,999999199001010000,1.00E+10\n王虚构,岚山区公安分局,99999919900101002X,10000000003\n' +
					'赵示例,岚山区公安分局,\'999999199001010034,"=""10000000004"""\n欧阳演示,岚山区司法局,999999199001011000,10000000005\n'
			)
		);
		expect(found.problems).toEqual([
			'2 digits.lost refuse',
			'3 digits.lost refuse',
			'3 id.zeros ask',
			'6 id.zerosFit warn'
		]);
		expect(found.people.map(({ mobile }) => mobile)).toEqual(['10000000003', '10000000004', '10000000005']);
		expect(found.counts).toMatchObject({ refused: 2, asked: 0 });
	});

	test('full-width forms, invisible characters, spaces in names', async () => {
		const found = await read(
			utf8(
				'姓　名,单　位,工　号,手　机　号\n张　测,岚山区司法局,ＬＳ０００１,１００００００００１１\n\ufeff李\u200b样例\u00a0,　岚山区公安分局,ls0002\u200e, 10000000002\n'
			)
		);
		expect(found.flagged).toEqual([]);
		expect(found.people).toMatchObject([
			{ name: '张测', staffNo: 'LS0001', mobile: '10000000011' },
			{ name: '李样例', staffNo: 'LS0002', mobile: '10000000002' }
		]);
	});

	test('a header of two rows; blank units are filled only when the user says so', async () => {
		const file = utf8(
			'序号,姓名,单位信息,,联系方式,\n,,单位,职务,工号,手机号\n1,张测试,岚山区司法局,科长,LS0001,10000000001\n' +
				'2,孙替身,,副科长,LS0011,10000000011\n3,李样例,岚山区公安分局,民警,LS0002,10000000002\n4,吴拟名,,民警,LS0013,10000000013\n'
		);
		const asked = await read(file);
		expect([asked.accepted, asked.problems]).toEqual([2, ['4 unit.blank ask', '6 unit.blank ask']]);
		const filled = await read(file, { fillUnits: true });
		expect([filled.accepted, filled.flagged]).toEqual([4, []]);
		expect(filled.people.map(({ unit }) => unit)).toEqual(['U01', 'U01', 'U02', 'U02']);
	});

	test('a unit as a heading over its people', async () => {
		const file = utf8(
			'姓名,单位,工号\n一、岚山区司法局（2人）,,\n张测试,,LS0001\n李样例,,LS0002\n岚山区公安分局,,\n王虚构,,LS0003\n'
		);
		const found = await read(file, { fillUnits: true });
		expect(found.people.map(({ unit }) => unit)).toEqual(['U01', 'U01', 'U02']);
		expect(found.problems).toEqual(['2 row.unitHeading warn', '5 row.unitHeading warn']);
	});

	test('duplicates, same-name colleagues, one number in two units', async () => {
		const found = await read(
			utf8(
				`${header}\n1,张测试,岚山区司法局,科长,LS0001,10000000001\n2,张测试,岚山区司法局,科员,LS0021,10000000021\n` +
					'3,李样例,岚山区公安分局,民警,LS0002,10000000002\n4,李样例,岚山区公安分局,民警,LS0002,10000000002\n5,李样例,岚山区应急管理局,科员,LS0002,10000000002\n'
			)
		);
		expect(found.accepted).toBe(3);
		expect(found.problems).toEqual(['5 row.duplicate warn', '6 staffNo.twice ask']);
	});

	test('units by alias are found; near, below, two in one cell and unknown are asked', async () => {
		const line = (n: number, unit: string) => `${n},人员甲,${unit},科员,LS00${n},1000000000${n}`;
		const found = await read(
			utf8(
				[
					header,
					...[
						'区司法局',
						'岚山高新区·岚山区司法局',
						'岚山区司法局　',
						'岚山區司法局',
						'岚山区司法局（法律援助中心）',
						'区司法局、区应急局',
						'岚山区生态环境分局'
					].map((unit, n) => line(n + 1, unit))
				].join('\n')
			)
		);
		expect(found.people.map(({ unit }) => unit)).toEqual(['U01', 'U01', 'U01']);
		expect(found.problems).toEqual([
			'5 unit.near ask',
			'6 unit.subunit ask',
			'7 unit.several ask',
			'8 unit.unknown ask'
		]);
	});

	test('formulas and markup: never a name, else plain text', async () => {
		const found = await read(
			utf8(
				'姓名,单位,职务,工号\n张测试,岚山区司法局,=1+1,LS0001\n"=HYPERLINK(""x"",""y"")",岚山区司法局,科员,LS0003\n<img src=x onerror=alert(1)>,岚山区司法局,科员,LS0006\n'
			)
		);
		expect(found.people.map(({ post }) => post)).toEqual(['=1+1']);
		expect(found.problems).toEqual(['3 name.notName refuse', '4 name.notName refuse']);
	});

	test('other names and order of columns; columns nobody asked for are named and not read', async () => {
		const found = await read(
			utf8(
				'备注,手机号码,所在单位（全称）,职务（职级）,姓 名,人员编号,政治面貌,学历,\n,10000000001,岚山区司法局,科长,张测试,LS0001,群众,本科,\n'
			)
		);
		expect(found.people).toMatchObject([
			{ name: '张测试', unit: 'U01', staffNo: 'LS0001', mobile: '10000000001', post: '科长' }
		]);
		expect(found.ignored).toEqual(['备注', '政治面貌', '学历', '']);
	});

	test('dates of many forms: no guess is stored without showing it', async () => {
		const dates = ['2024.3', '2024年3月1日', '45352', '2024/3/1', '24-03-01', '二〇二四年三月'];
		const found = await read(
			utf8(['姓名,单位,工号,入职时间', ...dates.map((date, n) => `人员甲,岚山区司法局,LS00${n},${date}`)].join('\n'))
		);
		expect(found.people.map(({ joinedOn }) => joinedOn)).toEqual([
			'2024-03',
			'2024-03-01',
			'2024-03-01',
			'2024-03-01',
			null,
			'2024-03'
		]);
		expect(found.problems).toEqual(['4 date.serial warn', '6 date.shortYear warn']);
	});

	test('line breaks inside cells: four people, not seven', async () => {
		const found = await read(
			utf8(
				'姓名,单位,职务,工号,备注\r\n张测试,岚山区司法局,科长,LS0001,"负责\n普法""一月一法"""\n李样例,岚山区公安分局,民警,LS0002,"甲,乙;丙，丁"\r王虚构,岚山区应急管理局,主任,LS0003,\r\n"赵示例","岚山区白溪镇人民政府","副镇长","LS0004","a\r\nb"\n'
			)
		);
		expect(found.flagged).toEqual([]);
		expect(found.people.map(({ note }) => note)).toEqual(['负责\n普法"一月一法"', '甲,乙;丙，丁', '', 'a\r\nb']);
	});

	test('a comma too many moves no column silently', async () => {
		const found = await read(
			utf8('姓名,单位,职务,工号\n张测试,岚山区司法局,科长,LS0001,\n李样例,岚山区司法局,科长,主任,LS0002\n')
		);
		expect(found.problems).toEqual(['3 row.wide refuse', '3 staffNo.form refuse']);
	});

	test('empty, header only, no header', async () => {
		const { db } = await freshStore();
		await addDistrict(db);
		expect(await preview(db, new Uint8Array())).toBe('empty');
		expect(await preview(db, utf8(`${header}\n`))).toMatchObject({ accepted: 0, fault: 'noRows' });
		expect(await preview(db, utf8('甲,乙\n丙,丁\n'))).toMatchObject({ accepted: 0, fault: 'header' });
	});

	test('a file without header is read once the columns are named', async () => {
		const found = await read(utf8(six.join('\n')), { headerRow: 0, map: { 2: 'name', 3: 'unit', 5: 'staffNo' } });
		expect([found.accepted, found.flagged]).toEqual([6, []]);
	});
});

const shared = join(import.meta.dirname, '..', '..', '..', 'shared', 'data', 'rosters');
interface Expected {
	readonly file: string;
	readonly expect: {
		readonly accepted: number;
		readonly error?: string;
		readonly flagged?: readonly { readonly row: number }[];
		readonly dates?: readonly (string | null)[];
		readonly ignored_columns?: readonly string[];
		readonly people?: readonly {
			readonly name: string;
			readonly unit?: string;
			readonly staff_no?: string;
			readonly phone?: string;
		}[];
	};
}

describe.skipIf(!existsSync(join(shared, 'manifest.json')))('the given rosters, as their manifest states', () => {
	const manifest = existsSync(shared)
		? (JSON.parse(readFileSync(join(shared, 'manifest.json'), 'utf8')) as {
				units: { id: string; name: string; aliases: string[] }[];
				files: Expected[];
			})
		: { units: [], files: [] };
	test.each(manifest.files.map((file) => [file.file, file] as const))('%s', async (name, { expect: expected }) => {
		const { db } = await freshStore();
		const rows = manifest.units.map(({ id, name: unit, aliases }) => [id, unit, aliases.join('；')]);
		await importUnitsFile(db, operator, csvBytes(['单位代码', '单位名称', '别名'], rows), now);
		const found = await preview(db, new Uint8Array(readFileSync(join(shared, name))), { fillUnits: true });
		if (expected.error) {
			expect(typeof found === 'string' ? found : found.fault).toBe(
				expected.error === 'empty file' ? 'empty' : 'noRows'
			);
			return;
		}
		if (typeof found === 'string') throw new Error(found);
		expect(found.accepted).toBe(expected.accepted);
		expect([...new Set(found.flagged)]).toEqual([...new Set((expected.flagged ?? []).map(({ row }) => row))]);
		if (expected.dates) expect(found.people.map(({ joinedOn }) => joinedOn)).toEqual(expected.dates);
		if (expected.ignored_columns) expect(found.ignored).toEqual(expected.ignored_columns);
		for (const [index, person] of (expected.people ?? []).entries()) {
			expect(found.people[index]).toMatchObject({
				name: person.name,
				...(person.unit ? { unit: person.unit } : {}),
				...(person.staff_no ? { staffNo: person.staff_no } : {}),
				...(person.phone ? { mobile: person.phone } : {})
			});
		}
	});
});
