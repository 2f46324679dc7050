import { chance } from '#lib/base/core/random.ts';
import { demoUnits, type DemoUnit } from './district.ts';

/** What a person of the demo does in the model exam. */
export type Part = 'sits' | 'absent' | 'exempt' | 'deferred' | 'voluntary';

export interface DemoPerson {
	readonly staffNo: string;
	readonly name: string;
	readonly mobile: string;
	readonly unit: DemoUnit;
	readonly section: string;
	readonly post: string;
	/** Short name of the unit that has the person on loan; empty for nearly all. */
	readonly secondedTo: string;
	readonly part: Part;
	/** Points in hundredths to be reached; 0 for those who do not sit. */
	readonly points: number;
}

const surnames = [
	...'王李张刘陈杨黄赵周吴徐孙朱马胡郭林何高梁郑罗宋谢唐韩曹许邓萧冯曾程蔡彭潘袁于董余苏叶吕魏蒋田杜丁沈姜'
];
const given = [...'伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰峰建国春梅海燕鹏雪琳浩宇欣悦嘉诚思远文博志远'];
const sections = ['办公室', '政策法规科', '综合科', '人事科', '执法监督科', '财务科'];
const posts = ['科员', '一级科员', '副科长', '科长', '四级主任科员', '一级主任科员'];

const full = 10_000;
const half = 50;
/** Losses that the model paper cannot make: its smallest are 1.5 and 2 points (see plan.ts). */
const reachable = (points: number) => points >= 4000 && points <= full && ![50, 100, 250].includes(full - points);

/**
 * Points of the people of one unit: scattered about the mean, each reachable, their sum exact.
 * @throws when the sum cannot be met, which would be a slip in district.ts
 */
function scatter(sum: number, count: number, next: () => number): number[] {
	const mean = sum / count;
	const room = Math.min(700, full - mean);
	const points = Array.from({ length: count }, () => {
		const wanted = Math.round((mean + (next() * 2 - 1) * room) / half) * half;
		return reachable(wanted) ? wanted : full - 150;
	});
	for (let turn = 0, off = difference(points, sum); off !== 0; turn++, off = difference(points, sum)) {
		if (turn > 100_000) throw new Error(`no points of ${count} people come to ${sum}`);
		const at = Math.floor(next() * count);
		const step = Math.sign(off) * half * (Math.abs(off) > 400 ? Math.ceil(next() * 6) : Math.ceil(next() * 3));
		const moved = (points[at] ?? 0) + step;
		if (reachable(moved)) points[at] = moved;
	}
	return points;
}

const difference = (points: readonly number[], sum: number) => sum - points.reduce((total, one) => total + one, 0);

function nameFor(index: number, next: () => number): string {
	// Namesakes in one unit, a name with a middle dot and one with a rare character: people a register really holds.
	if (index === 41 || index === 42) return '张伟';
	if (index === 77) return '阿依古丽·买买提';
	if (index === 99) return '王𬭚';
	const pick = (list: readonly string[]) => list[Math.floor(next() * list.length)] ?? '';
	return pick(surnames) + pick(given) + (next() < 0.7 ? pick(given) : '');
}

/** The whole roster, the same at every run. */
export function demoPeople(): DemoPerson[] {
	const people: DemoPerson[] = [];
	for (const [place, unit] of demoUnits.entries()) {
		const next = chance(`澄湖区 ${unit.code}`);
		const points = unit.sat > 0 ? scatter(unit.sum, unit.sat, next) : [];
		const parts: Part[] = [];
		for (const part of ['absent', 'exempt', 'deferred', 'voluntary'] as const)
			for (let n = 0; n < unit[part]; n++) parts.push(part);
		for (let n = 0; n < unit.sat + parts.length; n++) {
			const index = people.length;
			people.push({
				staffNo: `CH${String(100_001 + index)}`,
				name: nameFor(index, next),
				mobile: `100${String(10_000_001 + index)}`,
				unit,
				section: sections[Math.floor(next() * sections.length)] ?? '',
				post: posts[Math.floor(next() * posts.length)] ?? '',
				secondedTo: index % 160 === 90 ? (demoUnits[(place + 5) % demoUnits.length]?.shortName ?? '') : '',
				part: n < unit.sat ? 'sits' : (parts[n - unit.sat] ?? 'absent'),
				points: points[n] ?? 0
			});
		}
	}
	return people;
}
