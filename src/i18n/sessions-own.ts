import { area } from './area.ts';

/** A person's own study sessions, and signing in by the code on the wall. */
export const ownSessions = area(
	{
		title: '我的集中学法',
		intro: '通知您参加的集中学法、会前学法和旁听庭审，以及到会记录。请假由单位登记，不用在这里申请。',
		none: (year: number) => `${year} 年没有通知您参加的活动。`,
		signIn: '去签到',
		signInTitle: '签到',
		code: '签到码（六位数字）',
		codeHint: '墙上的签到码每 30 秒更换，请输入现在显示的。',
		signInDo: '签到',
		scanned: '签到码有效。请按下面的按钮完成签到。',
		signed: '签到成功。',
		signedWalkIn: '签到成功，记为“临时参加”。',
		already: '您已签到，无需重复。',
		recorded: '您的到会已登记，不用再签到。',
		otherWay: '扫不了码也没关系：请单位管理员登记到会。',
		closed: '现在不能扫码签到：不在签到时间内，或已登记完毕。如已到会，请单位管理员登记。',
		codeWrong: '签到码不对或已过期。请看墙上现在的签到码，再输一次。',
		tries: (minutes: number) => `试的次数太多，请 ${minutes} 分钟后再试，或请单位管理员登记。`,
		onLeave: '单位已为您登记请假。如已到会，请单位管理员更改。',
		notExpected: '您不在本场名单上。如已到会，请单位管理员登记。',
		notFound: '没有这场活动，或没有通知您参加。',
		catchUp: '做补学练习',
		catchUpLead: '没能到会？读一读法律，做完练习，记为自学（不算到会）。',
		caughtUp: (at: string) => `已自学（${at} 完成练习）`,
		cancelled: (reason: string) => `活动已取消：${reason}`,
		mark: (who: string, at: string) => `由${who}登记，${at}`,
		figures: (present: number, selfStudy: number) => `到会 ${present} 次，自学 ${selfStudy} 次。`
	},
	{
		title: 'My study sessions',
		intro:
			'Study sessions, study before meetings and observed trials at which you are expected, and whether you were there. Leave is recorded by your unit; you need not ask for it here.',
		none: (year: number) => `You were expected at no session in ${year}.`,
		signIn: 'Sign in',
		signInTitle: 'Sign in',
		code: 'Code (six digits)',
		codeHint: 'The code on the wall changes every 30 seconds; type the one that is shown now.',
		signInDo: 'Sign in',
		scanned: 'The code is good. Press the button to sign in.',
		signed: 'You are signed in.',
		signedWalkIn: 'You are signed in, as a walk-in.',
		already: 'You have signed in already.',
		recorded: 'Your attendance is recorded; you need not sign in.',
		otherWay: 'If you cannot scan it, your unit’s administrator records that you are here.',
		closed:
			'Signing in by code is not possible now: it is not the time, or attendance is closed. If you are here, ask your unit’s administrator.',
		codeWrong: 'The code is wrong or out of date. Type the one that is on the wall now.',
		tries: (minutes: number) =>
			`Too many tries. Try again in ${minutes} min, or ask your unit’s administrator to record you.`,
		onLeave: 'Your unit has recorded you as on leave. If you are here, ask your unit’s administrator to change it.',
		notExpected: 'You are not on the list. If you are here, ask your unit’s administrator to record you.',
		notFound: 'There is no such session, or you are not expected at it.',
		catchUp: 'Do the catch-up quiz',
		catchUpLead:
			'Could not be there? Read the law and finish the quiz; it is recorded as self-study, not as attendance.',
		caughtUp: (at: string) => `Self-study (quiz finished ${at})`,
		cancelled: (reason: string) => `Cancelled: ${reason}`,
		mark: (who: string, at: string) => `recorded by ${who}, ${at}`,
		figures: (present: number, selfStudy: number) => `Present at ${present}, made up for ${selfStudy} by self-study.`
	}
);
