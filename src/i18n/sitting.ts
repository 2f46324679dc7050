import { area } from './area.ts';

/** Words of the sitting page. */
export const sitting = area(
	{
		judge: '判断',
		single: '单选',
		multiple: '多选',
		multipleHint: '（可选多项）',
		right: '正确',
		wrong: '错误',
		material: '案例材料',
		sectionFacts: (count: number, points: string) => `共 ${count} 题，${points} 分`,
		sectionEach: (each: string) => `，每题 ${each} 分`,
		points: (points: string) => `${points} 分`,
		question: (number: number) => `第 ${number} 题`,
		flag: '标记',
		clear: '清除本题',
		stateEmpty: '未答',
		statePending: '待上传',
		stateRefused: '没有存上',
		stateKept: '已存本机',
		stateSaved: '已存服务器',
		stateFlagged: '已标记',
		cell: (number: number, state: string, flagged: boolean) => `第 ${number} 题，${state}${flagged ? '，已标记' : ''}`,
		card: '答题卡',
		cardOpen: (answered: number, total: number) => `答题卡 ${answered}/${total}`,
		cardClose: '收起答题卡',
		answered: (answered: number, total: number) => `已答 ${answered} / ${total} 题`,
		flagged: (n: number) => `标记 ${n} 题`,
		save: '保存',
		submit: '交卷',
		remaining: '剩余时间',
		minutes: (n: number) => `${n} 分钟`,
		remainingAtLoad: (minutes: number, at: string) =>
			`打开本页时（${at}）还剩${minutes < 1 ? '不到 1 分钟' : ` ${minutes} 分钟`}；`,
		lessThanMinute: '不到 1 分钟',
		deadline: (at: string) => `${at} 截止`,
		deadlineLine: (at: string) => `本次作答 ${at} 截止，以服务器时间为准。`,
		announceRemaining: (minutes: number) => `离截止还有 ${minutes} 分钟。`,
		plainHint: '请每答几题就点一次“保存”。只有保存过的答案才算数；交卷前可以随时修改。',
		moreTime: (at: string) => `作答时间延长了，现在到 ${at} 截止。`,
		scriptHint: '每答一题，系统自动保存到服务器。',
		delivered: (delivered: number, answered: number) => `${delivered}/${answered} 已送达`,
		savedAll: '全部已存服务器',
		notSaved: (n: number) => `${n} 题没有存上`,
		savedNone: '答题后自动保存',
		waiting: (n: number) => `${n} 题待上传`,
		waitingHere: (n: number) => `${n} 题已存本机，待上传`,
		waitingOpen: (n: number) => `${n} 题只在本页，待上传`,
		offline: (n: number) => `网络不通：${n} 题已存本机，正在自动重试。可以继续答题，请不要关闭或刷新本页。`,
		closedHint: '万一本页关了怎么办？',
		closedText: '答案还在这台电脑或手机上，没有丢失。网络恢复后，用同一浏览器重新打开这场考试，会自动显示并补传。',
		offlineOpen: (n: number) => `网络不通：${n} 题只在本页，正在自动重试。可以继续答题，请千万不要关闭或刷新本页。`,
		offlineNone: '网络不通：已答的都已存服务器。可以继续答题，网络恢复后自动上传。请不要刷新本页。',
		busy: (n: number) => `服务器繁忙：${n} 题还没有上传，稍后自动再传。可以继续答题。`,
		notKept: '这个浏览器不能在本机保存答案（可能是无痕模式，或磁盘已满）。每答一题都会立即上传；请不要关闭本页。',
		broughtBack: (numbers: string) => `第 ${numbers} 题的答案是上次存在本机、没有来得及上传的，现已补上。请核对。`,
		signedOut: (n: number) => `登录已过期：${n > 0 ? `${n} 题还没有上传，` : ''}答案没有丢失。重新登录后自动接着保存。`,
		otherPerson: (n: number) =>
			`这个浏览器现在登录的是别人的账号：${n > 0 ? `${n} 题还没有上传，` : ''}答案没有丢失。请用本人账号重新登录。`,
		signInHere: '在本页重新登录',
		signInElsewhere: '在新窗口登录',
		leaseLost: (n: number) =>
			`您在别的窗口或设备上打开了这场考试，本页已停止作答。${n > 0 ? `本页还有 ${n} 题正在上传；在那边没有改过的题，会补上。` : '本页作答的内容都已存服务器。'}`,
		takeOver: '改在本页继续作答',
		takeOverFailed: '现在连不上服务器，请稍后再试。',
		overtaken: (numbers: string) => `第 ${numbers} 题在别的窗口或设备上有更新的答案，已改为显示那个答案。请核对。`,
		refused: (numbers: string) => `第 ${numbers} 题没有保存成功，请重新选择一次。`,
		timeUp: '考试时间已到，正在交卷，请稍候……',
		handedIn: '已经交卷，正在打开结果页……',
		handedInUnsent: (n: number) => `已经交卷，但网络不通，还有 ${n} 题没有送达。请不要关闭本页，正在自动重试。`,
		checking: '正在核对……',
		timeUpFailed: '考试时间已到。网络不通，但您的答案都已存服务器，服务器会自动收卷，您不需要再做什么。',
		timeUpUnsent: (n: number) => `考试时间已到，网络不通，还有 ${n} 题没有送达。请不要关闭本页，正在自动重试。`,
		timeUpSignedOut: (n: number) =>
			n > 0
				? `考试时间已到，还有 ${n} 题没有送达。请不要关闭本页，重新登录后自动送达。`
				: '考试时间已到。您的答案都已存服务器，服务器会自动收卷，您不需要再做什么。',
		unsentSubmit: (n: number) => `还有 ${n} 题没有上传成功，暂不能交卷。请检查网络，稍后再点“交卷”。`,
		uncheckedSubmit: '现在连不上服务器，交卷前的核对没有完成。请检查网络，稍后再点“交卷”。',
		formSaved: (answered: number, total: number, at: string) =>
			`已保存。服务器 ${at} 确认：已答 ${answered} / ${total} 题。`,
		formStale: (numbers: string) =>
			`第 ${numbers} 题在别的窗口或设备上有更新的答案，已保留较新的，没有被本次提交覆盖。请核对。`,
		formRejected: (numbers: string) => `第 ${numbers} 题没有保存：所选的选项不属于本题。请重新选择后再保存。`,
		unreadableForm: '没有保存：这一页的信息不完整。请重新打开试卷，核对答案后再保存。',
		reload: '重新打开试卷'
	},
	{
		judge: 'True/false',
		single: 'One answer',
		multiple: 'Several answers',
		multipleHint: '(choose all that apply)',
		right: 'True',
		wrong: 'False',
		material: 'Case',
		sectionFacts: (count: number, points: string) =>
			`${count === 1 ? '1 question' : `${count} questions`}, ${points} points`,
		sectionEach: (each: string) => `, ${each} each`,
		points: (points: string) => (points === '1' ? '1 point' : `${points} points`),
		question: (number: number) => `Question ${number}`,
		flag: 'Flag',
		clear: 'Clear answer',
		stateEmpty: 'not answered',
		statePending: 'waiting to be sent',
		stateRefused: 'not saved',
		stateKept: 'on this device',
		stateSaved: 'on the server',
		stateFlagged: 'flagged',
		cell: (number: number, state: string, flagged: boolean) =>
			`Question ${number}, ${state}${flagged ? ', flagged' : ''}`,
		card: 'Answer card',
		cardOpen: (answered: number, total: number) => `Card ${answered}/${total}`,
		cardClose: 'Close the answer card',
		answered: (answered: number, total: number) => `${answered} of ${total} answered`,
		flagged: (n: number) => `${n} flagged`,
		save: 'Save',
		submit: 'Hand in',
		remaining: 'Time left',
		minutes: (n: number) => `${n} min`,
		remainingAtLoad: (minutes: number, at: string) =>
			`Time left when this page opened (${at}): ${minutes < 1 ? 'less than a minute' : `${minutes} min`}.`,
		lessThanMinute: 'less than a minute',
		deadline: (at: string) => `ends ${at}`,
		deadlineLine: (at: string) => ` Your time ends at ${at} by the server clock.`,
		announceRemaining: (minutes: number) => (minutes === 1 ? '1 minute left.' : `${minutes} minutes left.`),
		plainHint: 'Press “Save” every few questions. Only saved answers count; you may change them until you hand in.',
		moreTime: (at) => `You have been given more time: until ${at}.`,
		scriptHint: 'Every answer is saved to the server as you give it.',
		delivered: (delivered: number, answered: number) => `${delivered}/${answered} delivered`,
		savedAll: 'all on the server',
		notSaved: (n) => `${n} not saved`,
		savedNone: 'Answers save themselves',
		waiting: (n: number) => `${n} waiting`,
		waitingHere: (n: number) => `${n} on this device`,
		waitingOpen: (n: number) => `${n} on this page only`,
		offline: (n: number) =>
			`No connection: ${n} kept on this device and being sent again and again. Go on answering; do not close or reload this page.`,
		closedHint: 'What if this page closes?',
		closedText:
			'The answers stay on this device. Open the exam again in this browser once there is a connection: they come back and are sent.',
		offlineOpen: (n: number) =>
			`No connection: ${n} on this page only, being sent again and again. Go on answering, and do not close or reload this page.`,
		offlineNone:
			'No connection: everything answered so far is on the server. Go on answering; the rest is sent later. Do not reload this page.',
		busy: (n: number) => `The server is busy: ${n} not sent yet, trying again by itself. Go on answering.`,
		notKept:
			'This browser cannot keep answers on this device (private window, or the disk is full). Every answer is sent at once; do not close this page.',
		broughtBack: (numbers: string) =>
			`Question ${numbers}: the answer had been kept on this device and was not sent last time; it is back. Please check.`,
		signedOut: (n: number) =>
			`You have been signed out${n > 0 ? ` with ${n} not sent yet` : ''}; nothing is lost. Sign in again and saving goes on by itself.`,
		otherPerson: (n: number) =>
			`Somebody else is signed in in this browser now${n > 0 ? `, ${n} of yours not sent yet` : ''}; nothing is lost. Sign in again with your own account.`,
		signInHere: 'Sign in again here',
		signInElsewhere: 'Sign in in another tab',
		leaseLost: (n: number) =>
			`You opened this exam in another window or on another device, so this page has stopped. ${n > 0 ? `${n} of this page are still being sent; they fill what was not changed there.` : 'What you answered here is on the server.'}`,
		takeOver: 'Go on here instead',
		takeOverFailed: 'The server cannot be reached now. Please try again later.',
		overtaken: (numbers: string) =>
			`Question ${numbers} has a newer answer from another window or device, which is shown now. Please check.`,
		refused: (numbers: string) => `Question ${numbers} could not be saved: please choose again.`,
		timeUp: 'Time is up. Handing in, one moment …',
		handedIn: 'Handed in. Opening the result page …',
		handedInUnsent: (n: number) =>
			`Handed in, but there is no connection: ${n} not on the server. Do not close this page; it goes on trying.`,
		checking: 'Checking …',
		timeUpFailed:
			'Time is up. There is no connection, but all your answers are on the server and it hands in by itself. Nothing is left to do.',
		timeUpUnsent: (n: number) =>
			`Time is up and there is no connection: ${n} not on the server. Do not close this page; it goes on trying.`,
		timeUpSignedOut: (n: number) =>
			n > 0
				? `Time is up, and ${n} not on the server yet. Do not close this page: sign in again and they are sent by themselves.`
				: 'Time is up. All your answers are on the server and it hands in by itself. Nothing is left to do.',
		unsentSubmit: (n: number) =>
			`${n} not on the server yet, so the paper cannot be handed in. Check the connection and press “Hand in” again.`,
		uncheckedSubmit:
			'The server cannot be reached, so the check before handing in was not made. Check the connection and press “Hand in” again.',
		formSaved: (answered: number, total: number, at: string) =>
			`Saved. The server confirmed at ${at}: ${answered} of ${total} answered.`,
		formStale: (numbers: string) =>
			`Question ${numbers} has a newer answer from another window or device; the newer one was kept. Please check.`,
		formRejected: (numbers: string) =>
			`Question ${numbers} was not saved: the answer sent is none of its options. Choose again and save.`,
		unreadableForm: 'Not saved: this page was incomplete. Open the paper again, check your answers and save.',
		reload: 'Open the paper again'
	}
);
