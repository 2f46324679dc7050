/**
 * 澄湖区: a district that does not exist. Eighty-five units in seven categories, in official order; for each the people
 * on its roster, how many sat, and the sum of their points that the model exam must come to.
 */
export interface DemoUnit {
	readonly code: string;
	readonly name: string;
	readonly shortName: string;
	readonly category: string;
	/** Persons required who sit the exam. */
	readonly sat: number;
	readonly absent: number;
	readonly exempt: number;
	readonly deferred: number;
	readonly voluntary: number;
	/** Sum of the points of all who sat, in hundredths. */
	readonly sum: number;
}

const categories: readonly (readonly [category: string, names: readonly string[]])[] = [
	[
		'区委部门及人大政协机关',
		`区委办公室 区人大常委会机关 区政协机关 区纪委监委 区委组织部 区委宣传部 区委统战部 区委政法委 区委编办 区委老干部局
		区委党校 区档案馆 区直机关工委 区委巡察办`.split(/\s+/)
	],
	[
		'区政府部门',
		`区政府办公室 区发展和改革局 区教育局 区科学技术和经济信息化局 区民政局 区司法局 区财政局 区人力资源和社会保障局
		区自然资源和规划局 区住房和城乡建设局 区交通运输局 区水利和湖泊局 区农业农村局 区商务局 区文化和旅游局 区卫生健康局
		区退役军人事务局 区应急管理局 区审计局 区市场监督管理局 区统计局 区医疗保障局 区城市管理执法局 区政务服务和数据局
		区信访局`.split(/\s+/)
	],
	['群团组织', '区总工会 团区委 区妇联 区科协 区工商联 区残联 区红十字会'.split(' ')],
	['政法机关', '区人民法院 区人民检察院 市公安局澄湖分局'.split(' ')],
	['镇（街道）', '城关街道 湖滨街道 东山街道 柳港街道 青芦镇 白沙镇 石桥镇 望江镇 三里镇 渔溪镇 南塘镇'.split(' ')],
	[
		'垂直管理单位',
		'区税务局 区气象局 澄湖供电公司 区烟草专卖局 国家统计局澄湖调查队 市生态环境局澄湖分局 区消防救援大队 区邮政管理站 澄湖海事处'.split(
			' '
		)
	],
	[
		'事业单位和国有企业',
		`澄湖一中 澄湖二中 区实验小学 区职业教育中心 区人民医院 区中医院 区疾病预防控制中心 区公共资源交易中心 区融媒体中心
		区供销社 区城市建设投资公司 区文旅集团 区水务公司 区粮食储备公司 区园区运营公司 区机关事务服务中心`.split(/\s+/)
	]
];

/** Units that a toy gets wrong, each with its own numbers; averages in hundredths. */
const special: Record<string, Partial<Omit<DemoUnit, 'sum'>> & { average?: number; sum?: number }> = {
	// 100 people and half points: Σ 8999.5 over 100 is 89.995, which prints 89.99 and is not excellent.
	市公安局澄湖分局: { sat: 100, absent: 4, sum: 899_950 },
	区司法局: { sat: 16, absent: 0, average: 9000 },
	区邮政管理站: { sat: 2, absent: 0, exempt: 0, average: 9250 },
	区供销社: { sat: 6, absent: 9, exempt: 0, average: 8700 },
	// Everyone retires within two years or is posted away: nobody is required, and no rate can be given.
	区委巡察办: { sat: 0, absent: 0, exempt: 3, voluntary: 1, sum: 0 }
};

/** How many of each category, from the top of its list, average 90 or more; with 区司法局 and 区邮政管理站 they are 38. */
const excellentUnits: Record<string, number> = {
	区委部门及人大政协机关: 8,
	区政府部门: 13,
	群团组织: 3,
	政法机关: 1,
	'镇（街道）': 5,
	垂直管理单位: 4,
	事业单位和国有企业: 2
};

/** Everyone who sits; the ordinary units share what the special ones leave. */
export const satInAll = 1115;

/** A multiple of 50 (half points) nearest to the average times n, so that the average does not sink below it. */
const sumFor = (average: number, count: number) => Math.ceil((average * count) / 50) * 50;

export const demoUnits: readonly DemoUnit[] = build();

function build(): DemoUnit[] {
	const names = categories.flatMap(([category, list]) => list.map((name, place) => ({ category, name, place })));
	const ordinary = names.filter(({ name }) => !special[name]);
	const left = satInAll - Object.values(special).reduce((sum, { sat = 0 }) => sum + sat, 0);
	const weights = ordinary.map(({ place, category }) => 4 + ((place * 7 + category.length * 3) % 13));
	const whole = weights.reduce((sum, weight) => sum + weight, 0);
	const shares = weights.map((weight) => Math.floor((left * weight) / whole));
	for (let rest = left - shares.reduce((sum, share) => sum + share, 0), at = 0; rest > 0; rest--, at++)
		shares[at] = (shares[at] ?? 0) + 1;
	const places = new Map<string, number>();
	return names.map(({ category, name }, index) => {
		const own = special[name];
		const share = own ? 0 : (shares[ordinary.findIndex((unit) => unit.name === name)] ?? 0);
		const sat = own?.sat ?? share;
		const rank = places.get(category) ?? 0;
		if (!own) places.set(category, rank + 1);
		const excellent = rank < (excellentUnits[category] ?? 0);
		const average = own?.average ?? (excellent ? 9010 + ((index * 53) % 480) : 7680 + ((index * 97) % 1270));
		return {
			code: `CH${String(index + 1).padStart(3, '0')}`,
			name: name.startsWith('区') ? `澄湖${name}` : name,
			shortName: name,
			category,
			sat,
			absent: own?.absent ?? (index % 3 === 0 ? 1 : 0),
			exempt: own?.exempt ?? (index % 4 === 1 ? 1 : 0),
			deferred: own?.deferred ?? (index % 11 === 5 ? 1 : 0),
			voluntary: own?.voluntary ?? (index % 29 === 7 ? 1 : 0),
			sum: own?.sum ?? sumFor(average, sat)
		};
	});
}
