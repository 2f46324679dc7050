import { area } from './area.ts';

/** Words of the study pages. */
export const study = area(
	{
		guide: '学法导读',
		guideLead: '先看为什么学，再看十条要点和三个短案例；每一条都能点开原文。',
		points: '十条要点',
		cases: '短案例',
		answer: '看解答',
		fullText: '读全文',
		toArticle: (article: string) => `原文 ${article}`
	},
	{
		guide: 'Study guide',
		guideLead: 'First why, then ten points and three short cases; each opens its article. The guide is in Chinese.',
		points: 'Ten points',
		cases: 'Short cases',
		answer: 'Show the answer',
		fullText: 'Read the full text',
		toArticle: (article: string) => `Text of ${article}`
	}
);
