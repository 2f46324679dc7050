import { area } from './area.ts';

/** Words of the figures on what people recall. */
export const recall = area(
	{
		title: '学法效果',
		lead: '看大家记住了多少，不看谁学了多久。只显示 5 人以上的汇总，不显示个人。',
		all: '合计',
		none: '还没有人答过练习题',
		noneHint: '有 5 人以上答题后，这里按法律显示首次答对率和隔天再问的答对率。',
		byLaw: '按法律',
		byUnit: '按单位',
		law: '法律',
		unit: '单位',
		people: '答题人数',
		first: '首次答对率',
		later: '再问答对率',
		today: '今天约记得',
		hidden: '人数少，不显示',
		allLaws: '全部法律',
		show: '查看',
		notes:
			'口径：首次答对率＝第一次遇到某题就答对的次数÷第一次遇到的次数；再问答对率＝以后的日子再问时答对的次数÷再问次数；今天约记得＝按记忆曲线（FSRS）估计，今天问起能答对的比例。同一题一天只计第一次作答。为免从合计中推算出个人，人数少于 5 的行以及与之相减可推出的行不显示。'
	},
	{
		title: 'Recall',
		lead: 'How much is remembered, not how long anybody studied. Figures of five people and more only; never of one.',
		all: 'All',
		none: 'Nobody has answered a practice question yet',
		noneHint:
			'Once five people have, the shares of right answers stand here by law: at first, and when asked again on a later day.',
		byLaw: 'By law',
		byUnit: 'By unit',
		law: 'Law',
		unit: 'Unit',
		people: 'People',
		first: 'Right at first',
		later: 'Right when asked again',
		today: 'Recalled today',
		hidden: 'too few people',
		allLaws: 'All laws',
		show: 'Show',
		notes:
			'Right at first: of all first encounters with a question, those answered right. Right when asked again: the same for questions asked again on later days. Recalled today: an estimate by the memory model (FSRS). A question counts once a day. Lines of fewer than five people, and lines from which they could be found by subtraction, are not shown.'
	}
);
