import { area } from './area.ts';

/** Words of what an exam asks for beyond the account: for those who set it, and for those who must meet it. */
export const safeguards = area(
	{
		title: '防代考措施（可选，默认都不用）',
		titleShort: '防代考措施',
		hint: '这些措施只能增加代考的难度，不能证明答题的是谁；不会因此扣分、作废或拒收任何答案。启用的措施会在开考前告知考生。',
		none: '不启用',
		singleDevice: '一人一机',
		singleDeviceHint:
			'在哪台设备上打开试卷，就只能在哪台设备上作答；换设备须由司法局在考场看板上“释放设备”。不建议用于可能断电、换机的考场。',
		roomCode: '考场码',
		roomCodeHint: '开考时要输入考场大屏上的 6 位数字，每分钟一换。',
		networks: '限定网段',
		networksHint:
			'每行一个，如 10.20.0.0/16、192.168.1.8、2001:db8::/32；留空不限。经反向代理访问的，须先按说明设置 ADDRESS_HEADER。',
		safeBrowserKey: '专用浏览器（Safe Exam Browser）的 Config Key',
		safeBrowserHint: '64 位十六进制；留空不要求。只能核对对方声称的配置，改装过的客户端可以伪造，仅作提醒。',
		watermark: '试卷显示姓名、单位水印',
		beforeStart: '本场考试另有要求',
		ruleSingleDevice: '只能在同一台设备上作答。中途要换设备，请先联系监考人员“释放设备”；截止时间不变，已答的都在。',
		ruleRoomCode: '开考时要输入考场大屏上的 6 位考场码。',
		ruleNetworks: '只能在指定的办公网络内开考和打开试卷。',
		ruleSafeBrowser: '要用指定的考试专用浏览器（Safe Exam Browser）打开本页。',
		ruleWatermark: '试卷背景会显示您的姓名和单位。',
		roomCodeLabel: '考场码（6 位数字，看考场大屏）',
		roomCodeWrong: '考场码不对，或已经换了新码。请看大屏上现在的数字，重新输入。',
		roomCodeTries: (minutes: number) => `考场码输错太多次，请 ${minutes} 分钟后再试；急需开考的，请联系监考人员。`,
		otherNetwork:
			'您现在不在本场考试指定的网络内，不能打开试卷。请换到指定的办公网络，或联系监考人员。已答的答案都在服务器上。',
		otherBrowser: '请用考试通知中的专用浏览器（Safe Exam Browser）打开。已答的答案都在服务器上。',
		otherDevice:
			'本场考试只能在一台设备上作答，您已在另一台设备上打开过试卷。请回到那台设备继续；如果它坏了，请联系监考人员“释放设备”，再在这里打开。截止时间不变，已答的答案都在服务器上。',
		roomTitle: '考场码',
		roomLead: '请在开考页输入下面的数字：',
		roomChange: '每分钟自动更换；换码前后半分钟，新旧两个码都可以用。',
		roomPlain: '本机没有启用脚本：网页每 15 秒自动刷新一次。',
		roomNotUsed: '本场考试没有启用考场码。',
		roomUntil: (seconds: number) => `${seconds} 秒后更换`,
		roomOpen: '显示考场码'
	},
	{
		title: 'Safeguards against impersonation (optional, all off by default)',
		titleShort: 'Safeguards',
		hint: 'They make sitting for somebody else less easy; they do not prove who answers. Nobody loses a mark, an attempt or an answer because of them. Candidates are told before they start.',
		none: 'none',
		singleDevice: 'One device',
		singleDeviceHint:
			'The attempt stays on the device that opened it; the bureau releases it for another. Not advised where power or machines may fail.',
		roomCode: 'Room code',
		roomCodeHint: 'Starting asks for six digits shown in the room; they change every minute.',
		networks: 'Networks',
		networksHint:
			'One to a line, e.g. 10.20.0.0/16, 192.168.1.8, 2001:db8::/32; leave empty for any. Behind a proxy, set ADDRESS_HEADER first.',
		safeBrowserKey: 'Config Key of Safe Exam Browser',
		safeBrowserHint:
			'64 hex digits; leave empty for any browser. It checks the settings a client claims; a patched client can forge it. A deterrent only.',
		watermark: 'Name and unit as a watermark on the paper',
		beforeStart: 'This exam also asks for',
		ruleSingleDevice:
			'One device only. To change it, ask an invigilator to release it first; deadline and answers stay.',
		ruleRoomCode: 'The six-digit code shown in the room, when you start.',
		ruleNetworks: 'Start and open the paper from the named office networks only.',
		ruleSafeBrowser: 'Open this page in the exam browser named in the notice (Safe Exam Browser).',
		ruleWatermark: 'Your name and unit stand behind the paper.',
		roomCodeLabel: 'Room code (six digits, on the screen in the room)',
		roomCodeWrong: 'The room code is wrong or has changed. Type the digits that the screen shows now.',
		roomCodeTries: (minutes: number) =>
			`Too many wrong room codes. Try again in ${minutes === 1 ? '1 minute' : `${minutes} minutes`}, or ask an invigilator.`,
		otherNetwork:
			'You are outside the networks of this exam, so the paper cannot be opened here. Change to the named office network, or ask an invigilator. Your answers are on the server.',
		otherBrowser:
			'Please open the exam in the browser named in the notice (Safe Exam Browser). Your answers are on the server.',
		otherDevice:
			'This exam is sat on one device, and you opened the paper on another one. Go on there; if it broke, ask an invigilator to release it and open the paper here again. The deadline is the same and your answers are on the server.',
		roomTitle: 'Room code',
		roomLead: 'Type these digits on the start page:',
		roomChange: 'Changes every minute; half a minute around the change both codes work.',
		roomPlain: 'Without script this page reloads every 15 seconds.',
		roomNotUsed: 'This exam uses no room code.',
		roomUntil: (seconds: number) => `changes in ${seconds} s`,
		roomOpen: 'Show the room code'
	}
);
