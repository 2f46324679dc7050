/** Words and patterns that guessers try first here; a password that is one of them with digits or signs around is weak. */
const words = new Set(
	(
		'password passwd passw pass admin administrator root user test guest login welcome hello iloveyou letmein monkey dragon ' +
		'master sunshine princess football baseball superman batman shadow qwerty qwert asdf asdfgh zxcv zxcvbn qazwsx abc abcd ' +
		'abcde abcdef default system manager server oracle huawei xiaomi lenovo windows office wps wechat weixin qq tencent ' +
		'alibaba taobao baidu beijing shanghai wuhan hubei guangzhou shenzhen china zhongguo zhonghua woaini woaizhongguo ' +
		'mima gongzuo danwei bangong zhengfu jiguan ganbu xuefa sifa sifaju fazhi falv pufa xianfa kaoshi xuexi xuexiqiangguo ' +
		'dangyuan dangjian gongwuyuan jidangwei shiji quwei ' +
		'zhang wang li zhao liu chen yang huang zhou wu xu sun ma zhu hu guo he lin gao luo'
	).split(' ')
);

/** Rows of the keyboard, alphabet and digits: any run of five along one of them, either way, is a pattern. */
const runs = [
	'abcdefghijklmnopqrstuvwxyz',
	'01234567890',
	'qwertyuiop',
	'asdfghjkl',
	'zxcvbnm',
	'1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p',
	'qazwsxedcrfvtgbyhnujmikolp'
].flatMap((run) => [run, [...run].reverse().join('')]);

const lookAlikes: Record<string, string> = {
	'@': 'a',
	'4': 'a',
	'3': 'e',
	'1': 'i',
	'!': 'i',
	'0': 'o',
	$: 's',
	'5': 's'
};

const unmask = (text: string): string => [...text].map((character) => lookAlikes[character] ?? character).join('');
const lettersOf = (text: string): string => text.replace(/[^a-z]/g, '');

/** Whether almost all of the text is runs along the keyboard or one and the same few characters. */
function isPattern(text: string): boolean {
	if (new Set(text).size <= 3) return true;
	let covered = 0;
	for (let at = 0; at < text.length;) {
		let length = 0;
		for (let size = 4; at + size <= text.length; size++)
			if (runs.some((run) => run.includes(text.slice(at, at + size)))) length = size;
		covered += length;
		at += Math.max(length, 1);
	}
	return text.length - covered <= 3;
}

/** Whether the password is among those that are guessed first. Works offline on rules, so the list stays short. */
export function isCommonPassword(password: string): boolean {
	const text = password.normalize('NFKC').toLowerCase();
	const core = text.replace(/^[^a-z]+|[^a-z]+$/g, '');
	return words.has(lettersOf(core)) || words.has(lettersOf(unmask(core))) || isPattern(text);
}
