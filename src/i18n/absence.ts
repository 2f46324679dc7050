import { area } from './area.ts';

/** Whole minutes and seconds; a part of a second counts as a whole one. */
const parts = (ms: number): readonly [number, number] => {
	const seconds = Math.ceil(ms / 1000);
	return [Math.floor(seconds / 60), seconds % 60];
};

/** Times a candidate was away from the sitting page, and what the candidate says about it. */
export const absence = area(
	{
		rule: '离开答题页的记录',
		ruleText:
			'答题时离开本页（切换窗口、锁屏等）会记下时间、时长和可能的原因，只供人工核查：不扣分，不自动交卷，也不会因此少给时间。考后可以在成绩页说明情况。',
		title: '离开答题页的记录',
		none: '本次作答没有离开答题页的记录。',
		some: (times: number, length: string) => `本次作答记录到离开答题页 ${times} 次，共 ${length}。`,
		harmless: '记录只供人工核查，不影响成绩。',
		span: (ms: number) => {
			const [minutes, seconds] = parts(ms);
			return minutes === 0 ? `${seconds} 秒` : seconds === 0 ? `${minutes} 分钟` : `${minutes} 分 ${seconds} 秒`;
		},
		longest: (shown: number, all: number) => `共 ${all} 次，这里是最长的 ${shown} 次。`,
		each: '逐次查看',
		began: '开始',
		length: '时长',
		cause: '可能的原因',
		screenLock: '锁屏、休眠，或手机切到后台',
		otherTab: '切到别的标签页或程序，或最小化',
		otherWindow: '切到别的窗口',
		networkDialog: '断网，可能在看网络设置',
		reload: '刷新网页',
		unknown: '不清楚',
		noteTitle: '情况说明',
		noteHint: (until: string) =>
			`如有停电、断网、接电话、换设备等情况，可以在这里写明，司法局核查时会看到。${until} 前可以写。`,
		noteLabel: '要说明的情况（最多 500 字）',
		noteSend: '提交说明',
		noteDone: '已提交，司法局核查时会看到。',
		noteOwn: '您写的说明',
		noteFull: '说明已写满 5 条。还有情况请直接联系组织单位。',
		empty: '请先写明情况，再提交。',
		tooLong: '说明太长：最多 500 字。请删减后再提交。',
		stillOpen: '这次作答还没有结束，交卷后再写。',
		tooLate: '提交说明的时间已过，没有保存。请直接联系组织单位。',
		tooMany: '说明已写满 5 条，没有保存。请直接联系组织单位。'
	},
	{
		rule: 'Leaving the page',
		ruleText:
			'When you leave the sitting page (another window, a locked screen), the time, the length and the probable cause are noted, for people to look at: no marks are taken off, nothing is handed in, no time is lost. Afterwards you can explain on the result page.',
		title: 'Times away from the page',
		none: 'You were never noted as away from the page.',
		some: (times: number, length: string) =>
			`You were noted as away from the page ${times === 1 ? 'once' : `${times} times`}, ${length} in all.`,
		harmless: 'These notes are for people to look at and change no score.',
		span: (ms: number) => {
			const [minutes, seconds] = parts(ms);
			return minutes === 0 ? `${seconds} s` : seconds === 0 ? `${minutes} min` : `${minutes} min ${seconds} s`;
		},
		longest: (shown: number, all: number) => `The ${shown} longest of ${all}.`,
		each: 'One by one',
		began: 'From',
		length: 'Length',
		cause: 'Probable cause',
		screenLock: 'screen locked, sleep, or app in the background',
		otherTab: 'another tab or program, or minimised',
		otherWindow: 'another window',
		networkDialog: 'no connection, perhaps network settings',
		reload: 'page reloaded',
		unknown: 'not known',
		noteTitle: 'Your own words',
		noteHint: (until: string) =>
			`A power cut, no connection, a telephone call, another device: write it here and the bureau sees it beside the record. Open until ${until}.`,
		noteLabel: 'What happened (500 characters at most)',
		noteSend: 'Send',
		noteDone: 'Sent. The bureau sees it beside the record.',
		noteOwn: 'What you wrote',
		noteFull: 'You have written five notes. For anything else please ask the organiser.',
		empty: 'Please write what happened before you send it.',
		tooLong: 'Too long: 500 characters at most. Please shorten it and send it again.',
		stillOpen: 'This attempt is not over yet. Hand in first.',
		tooLate: 'The time for notes is over, so nothing was kept. Please ask the organiser.',
		tooMany: 'You have written five notes already, so this one was not kept. Please ask the organiser.'
	}
);
