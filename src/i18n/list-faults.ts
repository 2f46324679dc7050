import type { ListFault } from '#lib/study/list/list.server.ts';
import { area, type Locale } from './area.ts';
import type { Detail } from './rule-words.ts';

const faults = area(
	{
		forbidden: '您没有管理清单的权限。',
		gone: '这份清单或条目已经不在了，请刷新页面。',
		titleFault: (most: number) => `请填写清单名称，最多 ${most} 个字。`,
		taken: (title: string) => `已经有《${title}》这份清单，请换一个名称或打开它修改。`,
		audienceFault: '个性清单要写明对象：勾选单位类别，或填写职务。',
		audienceUnknown: (value: string) => `没有“${value}”这个单位类别。请从列出的类别里选。`,
		wordsFault: (most: number, length: number) => `职务最多 ${most} 个词，每个最多 ${length} 个字。`,
		noteFault: (most: number) => `备注太长，最多 ${most} 个字。`,
		lawTitleFault: (most: number) => `请填写法律名称，最多 ${most} 个字。`,
		kindFault: '请选择类别。',
		articlesFault: (value: string) => `“${value}”不是条文范围。请写成“第十条至第二十条”。`,
		articlesOrder: (value: string) => `“${value}”的起止颠倒了。请把小的条号写在前面。`,
		articlesUnknown: (title: string, value: string) => `《${title}》没有${value}。请核对条号。`,
		twice: (title: string) => `清单里已经有《${title}》的这一条。`,
		tooMany: (most: number) => `一份清单最多 ${most} 条，请分成几份。`,
		empty: '清单里还没有条目，不能启用。请先添加条目。'
	},
	{
		forbidden: 'You may not manage lists.',
		gone: 'The list or entry is no longer there; load the page again.',
		titleFault: (most: number) => `Name the list, with at most ${most} characters.`,
		taken: (title: string) => `There is a list called “${title}”. Choose another name, or change that one.`,
		audienceFault: 'Say whom a specific list is for: tick categories, or name posts.',
		audienceUnknown: (value: string) => `There is no unit category “${value}”. Choose one of those shown.`,
		wordsFault: (most: number, length: number) => `At most ${most} words for posts, of at most ${length} characters.`,
		noteFault: (most: number) => `The note is too long; at most ${most} characters.`,
		lawTitleFault: (most: number) => `Name a law, with at most ${most} characters.`,
		kindFault: 'Choose a kind.',
		articlesFault: (value: string) => `“${value}” is no range of articles. Write 10-20 or 第十条至第二十条.`,
		articlesOrder: (value: string) => `“${value}” ends before it begins. Write the lower number first.`,
		articlesUnknown: (title: string, value: string) => `《${title}》 has no ${value}. Check the number.`,
		twice: (title: string) => `The list has this entry of 《${title}》 already.`,
		tooMany: (most: number) => `At most ${most} entries in a list; make several.`,
		empty: 'The list has no entries and cannot be put in force. Add some first.'
	}
);

/** Why an act on a list was refused, and what to do. */
export function describeListFault(locale: Locale, reason: ListFault, detail: Detail = {}): string {
	const t = faults(locale);
	const most = Number(detail.most ?? 0);
	const [title, value] = [String(detail.title ?? ''), String(detail.value ?? '')];
	switch (reason) {
		case 'forbidden':
			return t.forbidden;
		case 'gone':
			return t.gone;
		case 'title':
			return t.titleFault(most);
		case 'taken':
			return t.taken(title);
		case 'audience':
			return value === '' ? t.audienceFault : t.audienceUnknown(value);
		case 'words':
			return t.wordsFault(most, Number(detail.length ?? 0));
		case 'note':
			return t.noteFault(most);
		case 'lawTitle':
			return t.lawTitleFault(most);
		case 'kind':
			return t.kindFault;
		case 'articles':
			return t.articlesFault(value);
		case 'articlesOrder':
			return t.articlesOrder(value);
		case 'articlesUnknown':
			return t.articlesUnknown(title, value);
		case 'twice':
			return t.twice(title);
		case 'tooMany':
			return t.tooMany(most);
		case 'empty':
			return t.empty;
	}
}
