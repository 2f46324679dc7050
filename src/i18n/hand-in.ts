import { area } from './area.ts';

/** Words of what is asked before handing in, on the sitting page and on a page of its own. */
export const handIn = area(
	{
		confirmTitle: '确认交卷',
		confirmAll: (total: number) => `${total} 题全部已答。`,
		unanswered: (n: number) => `还有 ${n} 题未答：`,
		flaggedStill: (n: number) => `还有 ${n} 题做了标记：`,
		goToQuestion: (number: number) => `回到第 ${number} 题`,
		confirmRule: '交卷后不能再修改答案。',
		confirmButton: '确认交卷',
		confirmAnyway: (n: number) => (n > 0 ? `不等这 ${n} 题，仍要交卷` : '不再等待，仍要交卷'),
		leftBehindHint: '本机留存的答案还没有送达。现在交卷，之后才送达的不计入成绩；送达后再交卷，才会计入。',
		backToPaper: '返回继续答题',
		handingIn: '正在交卷……',
		unconfirmed:
			'没有收到服务器的答复，可能还没有交上。答案都已存服务器。可以返回继续答题，或稍后再点“确认交卷”；不点，到时服务器也会自动收卷。',
		timeLeft: (minutes: number) => `离截止${minutes < 1 ? '不到 1 分钟' : `还有 ${minutes} 分钟`}，可以返回继续答题。`,
		longer: '考试时间已经延长，还没有交卷。请返回继续答题；不再答题，才点“确认交卷”。',
		timeOver: '考试时间已到。请点“确认交卷”；不点，服务器也会自动收卷。'
	},
	{
		confirmTitle: 'Hand in?',
		confirmAll: (total: number) => `All ${total} questions are answered.`,
		unanswered: (n: number) => `${n} not answered yet:`,
		flaggedStill: (n: number) => `${n} still flagged:`,
		goToQuestion: (number: number) => `Back to question ${number}`,
		confirmRule: 'After handing in, answers can no longer be changed.',
		confirmButton: 'Hand in now',
		confirmAnyway: (n: number) => (n > 0 ? `Hand in without these ${n}` : 'Hand in without waiting'),
		leftBehindHint:
			'Answers kept on this device have not been delivered. If you hand in now, they will not count; hand in after they are delivered and they will.',
		backToPaper: 'Back to the paper',
		handingIn: 'Handing in …',
		unconfirmed:
			'The server has not answered: perhaps nothing is handed in yet. All your answers are on it. Go back to the paper, or press “Hand in now” again in a while; if you do not, the server does it when time is up.',
		timeLeft: (minutes: number) =>
			`Time left: ${minutes < 1 ? 'less than a minute' : `${minutes} min`}; you may go back to the paper.`,
		longer:
			'You have been given more time, and nothing is handed in yet. Go back to the paper; press “Hand in now” only if you are done.',
		timeOver: 'Time is up. Press “Hand in now”; if you do not, the server does it.'
	}
);
