import { area } from './area.ts';

/**
 * Words of what helps in a disturbed sitting: signing in again on the page, differences found before
 * handing in, the rescue sheet at time-up, and what came late.
 */
export const sittingAid = area(
	{
		signInTitle: '请重新登录，继续考试',
		signInText: '登录已过期。答案没有丢失；登录后自动接着保存，不用刷新。只能用本人的账号登录。',
		login: '账号（工号或手机号码）',
		password: '密码',
		signIn: '登录',
		signingIn: '正在登录……',
		elsewhere: '在新窗口登录',
		later: '先继续答题',
		wrong: '账号或密码不对，请重新输入。',
		other: '这不是本场考试考生的账号。请用本人的账号登录。',
		wait: (minutes: number) => `输错次数太多，请 ${minutes} 分钟后再试。也可以先继续答题。`,
		busy: '服务器繁忙，请过几秒再点“登录”。',
		unreachable: '现在连不上服务器，请稍后再试。可以先继续答题。',
		title: (n: number) => `还有 ${n} 题没有送达服务器`,
		numbers: (numbers: string) => `题号：${numbers}`,
		keepOpen:
			'请不要关闭本页：网络一恢复，会自动送达。如果等不到网络，请举手告诉监考人员，并做下面第 1 步，再做第 2 步或第 3 步。',
		stepCode: '第 1 步：把救援码抄下来，交给监考人员',
		codeHint: '救援码证明这些答案在时间到时就是这样，之后没有改过。',
		stepFile: '第 2 步：下载加密答卷，用 U 盘等交给监考人员',
		download: '下载加密答卷',
		fileHint: '文件已加密，只有本系统能打开。',
		stepScan: '第 3 步（没有 U 盘时）：用手机依次扫描下面的二维码',
		scanHint: '把扫到的文字按顺序或不按顺序发给监考人员都可以，缺哪一张系统会指出来。',
		frame: (i: number, n: number) => `第 ${i} 张，共 ${n} 张`,
		qr: (i: number, n: number) => `二维码第 ${i} 张，共 ${n} 张`,
		previous: '上一张',
		next: '下一张',
		pause: '停止轮播',
		play: '自动轮播',
		differ: '交卷前核对：下面各题，本页显示的与服务器保存的不一样。请选择以哪个为准，再点“交卷”。',
		differLine: (number: number, here: string, server: string) => `第 ${number} 题：本页 ${here}，服务器 ${server}`,
		noAnswer: '未答',
		differKeep: '以本页为准',
		differTake: '以服务器为准',
		chain: (n: number, hash: string) => `记录链：共 ${n} 条，末条校验 ${hash}`,
		afterCounted: (numbers: string) => `时间到时还没送达的第 ${numbers} 题，随后送达，计入成绩。`,
		afterLate: (numbers: string) =>
			`第 ${numbers} 题送达时已经过了截止时间，服务器已收下存证，但未计入成绩。如因断网等原因，请向监考或组织单位说明，可按程序审核采纳。`,
		afterHandIn: (numbers: string) =>
			`第 ${numbers} 题送达时已经交卷或收卷，服务器已收下存证，但未计入成绩。如因断网等原因，请向监考或组织单位说明，可按程序审核采纳。`,
		leftSending: (n: number) => `本机还有 ${n} 题没有上传，正在补传，请稍候……`,
		leftWaiting: (n: number) => `本机还有 ${n} 题没有上传，暂时连不上服务器，会自动再传。请不要关闭本页。`,
		leftDelivered: (numbers: string) => `本机留存的第 ${numbers} 题已补传到服务器。`
	},
	{
		signInTitle: 'Sign in again to go on',
		signInText:
			'You have been signed out. No answer is lost; saving goes on by itself once you sign in, without reloading. Only your own account is accepted.',
		login: 'Account (staff number or mobile number)',
		password: 'Password',
		signIn: 'Sign in',
		signingIn: 'Signing in …',
		elsewhere: 'Sign in in another tab',
		later: 'Go on answering first',
		wrong: 'The account or the password is wrong. Please try again.',
		other: 'This is not the account of the candidate sitting here. Please sign in with your own.',
		wait: (minutes: number) =>
			`Too many wrong passwords. Try again in ${minutes === 1 ? 'a minute' : `${minutes} minutes`}; you may go on answering meanwhile.`,
		busy: 'The server is busy. Press “Sign in” again in a few seconds.',
		unreachable: 'The server cannot be reached. Try again later; you may go on answering meanwhile.',
		title: (n: number) => (n === 1 ? '1 answer is not on the server' : `${n} answers are not on the server`),
		numbers: (numbers: string) => `Questions: ${numbers}`,
		keepOpen:
			'Do not close this page: they are sent as soon as there is a connection. If none comes back, raise your hand, tell the invigilator, and do step 1 and then step 2 or 3.',
		stepCode: 'Step 1: write the rescue code down and give it to the invigilator',
		codeHint: 'The code proves that these answers stood like this when time was up and were not changed later.',
		stepFile: 'Step 2: download the encrypted answers and hand them over, on a USB stick for example',
		download: 'Download encrypted answers',
		fileHint: 'The file is encrypted; only this system can open it.',
		stepScan: 'Step 3 (without a USB stick): scan these codes with a phone, one after the other',
		scanHint: 'Send the text of all of them to the invigilator, in any order; the system names a missing one.',
		frame: (i: number, n: number) => `${i} of ${n}`,
		qr: (i: number, n: number) => `QR code ${i} of ${n}`,
		previous: 'Previous',
		next: 'Next',
		pause: 'Stop turning',
		play: 'Turn by itself',
		differ:
			'Check before handing in: these questions look different here and on the server. Choose which counts, then press “Hand in” again.',
		differLine: (number: number, here: string, server: string) =>
			`Question ${number}: ${here} here, ${server} on the server`,
		noAnswer: 'no answer',
		differKeep: 'Keep what is here',
		differTake: 'Take what the server has',
		chain: (n: number, hash: string) => `Record: ${n} entries, the last one ${hash}`,
		afterCounted: (numbers: string) =>
			`Question ${numbers}: not delivered when time was up, but soon after; it counts.`,
		afterLate: (numbers: string) =>
			`Question ${numbers} arrived after the end. The server keeps it as evidence, but it does not count. If the connection failed, tell the invigilator or the organiser: it can be adopted after review.`,
		afterHandIn: (numbers: string) =>
			`Question ${numbers} arrived when the paper had been handed in or collected. The server keeps it as evidence, but it does not count. If the connection failed, tell the invigilator or the organiser: it can be adopted after review.`,
		leftSending: (n: number) => `${n} on this device had not been sent; sending now …`,
		leftWaiting: (n: number) =>
			`${n} on this device had not been sent. The server cannot be reached, trying again by itself; do not close this page.`,
		leftDelivered: (numbers: string) => `Question ${numbers}, left on this device, is on the server now.`
	}
);
