import type { DemoPerson } from './people.ts';

/**
 * The model exam as a declarative file (see `xuefa exam schema`): 50 items of two laws, 100 marks, half marks for an
 * incomplete multiple answer; whoever is exempt, deferred or voluntary is named with a reason.
 */
export function modelExam(people: readonly DemoPerson[]): Record<string, unknown> {
	const laws = ['中华人民共和国宪法', '中华人民共和国行政复议法'];
	const rows = [
		{ section: '一、判断题', kind: 'judge', count: 10, points: 1.5 },
		{ section: '二、单项选择题', kind: 'single', count: 10, points: 2 },
		{ section: '三、多项选择题', kind: 'multiple', count: 5, points: 3 }
	].flatMap((row) => laws.map((law) => ({ ...row, law })));
	const named = (part: DemoPerson['part']) => people.filter((person) => person.part === part);
	const paperNo = (index: number) => `澄司考〔2026〕${index + 1}号`;
	return {
		title: '澄湖区2026年度国家工作人员学法考试',
		organiser: '澄湖区司法局',
		paper: {
			title: '2026年度学法考试组卷方案',
			banks: ['constitution-2018', 'administrative-reconsideration-2023'],
			rows
		},
		scheme: {
			minutes: 60,
			attempts: 1,
			counts: 'best',
			assembly: 'drawn',
			shuffleItems: true,
			shuffleOptions: true,
			multipleRule: 'half',
			bands: { pass: 60, good: 80, excellent: 90 },
			feedback: 'score',
			ranking: { level: 'top', basis: 'sat', minSat: 1, minParticipationPercent: 0, excellentLine: 90 }
		},
		window: { opensAt: 'now', closesAt: '+2d' },
		enrolment: {
			all: true,
			exempt: named('exempt').map(({ staffNo }, index) => ({
				person: staffNo,
				reason: index % 2 === 0 ? '距法定退休年龄不足两年' : '长期在外学习',
				documentNo: paperNo(index)
			})),
			deferred: named('deferred').map(({ staffNo }, index) => ({
				person: staffNo,
				reason: '外出执行公务，申请缓考',
				documentNo: paperNo(100 + index)
			})),
			voluntary: named('voluntary').map(({ staffNo }) => ({ person: staffNo, reason: '自愿参加' }))
		},
		publish: true
	};
}
