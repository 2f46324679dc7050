import { area } from './area.ts';

/** The three-minute trial: five harmless questions, the network cut on purpose. */
export const trial = area(
	{
		title: '三分钟试一试',
		intro: '这不是考试：不计时、不计分、不留记录，只让你在考前熟悉答题页，亲眼看看断网时答案怎么办。',
		signs: '每道题后面都有标记：',
		signEmpty: '还没有作答',
		signPending: '已存在这台设备上，还没送到服务器',
		signSaved: '服务器已收到',
		step1: '先回答前两题，看标记变成实心圆点。',
		cutNow: '断网 20 秒',
		cutting: (seconds: number) =>
			`网络已被本页故意切断，还剩 ${seconds} 秒。请接着答题：标记会停在“已存本机”，答案都在这台设备上，不会丢。`,
		returning: '网络恢复了，答案正在补送……',
		through: (answered: number) =>
			`断网期间的答案全部送达：${answered} 题都是实心圆点。考试时遇到断网，不用慌，接着答就行。`,
		throughNone: '网络恢复了。断网时你没有答题，再试一次，断网时答一题看看。',
		again: '再断一次',
		auto: '回答两题后，本页会自己断网一次。',
		home: '我的考试',
		noScript: '这个浏览器没有启用脚本，演示不了断网。考试照样能考：每答几题按一次“保存”即可。',
		link: '考前试一试',
		linkHint: '三分钟，不计分：看看断网时答案怎么办。',
		q1: '今天是个好天气。（随便答）',
		q2: '一年有几个季节？',
		q2a: '两个',
		q2b: '四个',
		q2c: '六个',
		q3: '下面哪些是水果？',
		q3a: '苹果',
		q3b: '桌子',
		q3c: '香蕉',
		q4: '答错了也没有关系。（随便答）',
		q5: '断网的时候应该怎么做？',
		q5a: '马上关机',
		q5b: '接着答题',
		q5c: '回家'
	},
	{
		title: 'A three-minute trial',
		intro:
			'This is no exam: no time limit, no score, no record. It shows you the answer page before the day, and what becomes of your answers when the network fails.',
		signs: 'Each question carries a sign:',
		signEmpty: 'not answered',
		signPending: 'kept on this device, not on the server yet',
		signSaved: 'the server has it',
		step1: 'Answer the first two questions and see the sign become a full dot.',
		cutNow: 'Cut the network for 20 s',
		cutting: (seconds) =>
			`This page has cut the network on purpose; ${seconds} seconds to go. Go on answering: the sign stays half full; the answers are on this device and are not lost.`,
		returning: 'The network is back; answers are on their way…',
		through: (answered) =>
			`Everything you answered without network has come through: all ${answered} show a full dot. If the network fails in the exam, stay calm and go on.`,
		throughNone: 'The network is back. You answered nothing while it was cut: try again and answer one.',
		again: 'Cut it again',
		auto: 'After two answers this page cuts the network by itself, once.',
		home: 'My exams',
		noScript:
			'Scripts are off in this browser, so the cut cannot be shown. You can sit the exam all the same: press “Save” after every few answers.',
		link: 'Try it before the exam',
		linkHint: 'Three minutes, no score: see what becomes of your answers when the network fails.',
		q1: 'The weather is fine today. (Answer as you like.)',
		q2: 'How many seasons has a year?',
		q2a: 'two',
		q2b: 'four',
		q2c: 'six',
		q3: 'Which of these are fruit?',
		q3a: 'an apple',
		q3b: 'a table',
		q3c: 'a banana',
		q4: 'A wrong answer does no harm here. (Answer as you like.)',
		q5: 'What do you do when the network fails?',
		q5a: 'switch off at once',
		q5b: 'go on answering',
		q5c: 'go home'
	}
);
