import { area } from './area.ts';

/** Names of the rooms of the two desks, as their navigation shows them. */
export const desks = area(
	{
		overview: '概览',
		units: '单位',
		roster: '名册导入',
		people: '人员',
		slips: '激活条',
		laws: '法律法规',
		banks: '题库',
		papers: '组卷方案',
		exams: '考试',
		learn: '一月一法',
		practise: '练习',
		study: '学习计划',
		lists: '应知应会清单',
		recall: '学法效果',
		record: '学法台账',
		sessions: '集中学法',
		accounts: '账号与角色',
		audit: '操作记录'
	},
	{
		overview: 'Overview',
		units: 'Units',
		roster: 'Roster import',
		people: 'People',
		slips: 'Activation slips',
		laws: 'Laws',
		banks: 'Item banks',
		papers: 'Blueprints',
		exams: 'Exams',
		learn: 'One law per month',
		practise: 'Practice',
		study: 'Year plan',
		lists: 'Must-know lists',
		recall: 'Recall',
		record: 'Study records',
		sessions: 'Study sessions',
		accounts: 'Accounts and roles',
		audit: 'Audit'
	}
);
