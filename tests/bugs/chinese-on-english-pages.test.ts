import { Parser } from 'htmlparser2';
import { expect, test } from 'vitest';
import { openExam } from '../browser/sitting-fixture.ts';
import { password } from '../doors/people.ts';
import { openDoors } from '../doors/server.ts';

const doors = await openDoors(async (store) => {
	await openExam(store, 1, { feedback: 'score' });
});

/** Chinese words of a page that a screen reader would read out as English: no element around them says otherwise. */
function readAsEnglish(html: string): string[] {
	const found: string[] = [];
	const languages: string[] = [];
	let silent = 0;
	const parser = new Parser(
		{
			onopentag(name, { lang }) {
				languages.push(lang ?? languages.at(-1) ?? '');
				if (name === 'script' || name === 'style' || name === 'title') silent++;
			},
			ontext(text) {
				if (silent === 0 && /\p{Script=Han}/u.test(text) && !languages.at(-1)?.startsWith('zh'))
					found.push(text.trim());
			},
			onclosetag(name) {
				languages.pop();
				if (name === 'script' || name === 'style' || name === 'title') silent--;
			}
		},
		{ decodeEntities: true }
	);
	parser.end(html);
	return found;
}

/**
 * The paper, the title of the exam and the names stood unmarked on the English pages of a sitting: read out as English,
 * and set with half-width signs.
 */
test('an exam in English marks what is Chinese in it, from the list to the receipt', async () => {
	const candidate = doors.client();
	candidate.cookies.set('locale', 'en');
	expect((await candidate.signIn('S1', password)).status).toBe(303);
	const pages = [await candidate.get('/'), await candidate.get('/exams/1')];
	const location = (await candidate.post('/exams/1', { pledge: 'yes', short: 'yes' })).location ?? '';
	pages.push(await candidate.get(location), await candidate.get(`${location}/submit`));
	expect((await candidate.post(`${location}/submit`, {})).status).toBe(303);
	pages.push(await candidate.get(`${location}/result`));
	for (const { status, text } of pages) {
		expect(status).toBe(200);
		expect(text).toContain('<html lang="en"');
		expect(text).toContain('学法用法考试');
		expect(readAsEnglish(text)).toEqual([]);
	}
});

test('the trial asks in English, and says so', async () => {
	const candidate = doors.client();
	candidate.cookies.set('locale', 'en');
	await candidate.signIn('S1', password);
	const { text } = await candidate.get('/trial');
	expect(text).toMatch(/<legend>[^]*weather/);
	expect(text).not.toMatch(/lang="zh-CN">[^<]*weather/);
});

test('control: words without a mark are found, marked ones are not', () => {
	expect(readAsEnglish('<html lang="en"><p>Exam <b>宪法</b></p><p lang="zh-CN"><b>民法典</b></p></html>')).toEqual([
		'宪法'
	]);
});
