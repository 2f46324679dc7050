import { parseId } from '#lib/base/core/ids.ts';
import type { ItemForm } from '#lib/content/item/edit.server.ts';
import { optionIds, type AnswerKind } from '#lib/content/item/item.ts';
import type { LawEdition } from '#lib/content/law/law.ts';
import { typed } from './bank-door.ts';

/** One part of an item as the form shows it. */
export interface PartFields {
	readonly kind: AnswerKind;
	readonly code: string;
	readonly stem: string;
	/** Eight texts, '' where empty. */
	readonly options: readonly string[];
	readonly correct: readonly string[];
	readonly explanation: string;
	readonly difficulty: number;
	readonly editionId: number | null;
	readonly article: string;
	readonly tags: string;
	readonly lock: boolean;
}

export interface ItemFields {
	readonly code: string;
	/** null for an ordinary item. */
	readonly material: string | null;
	readonly parts: readonly PartFields[];
}

export const emptyPart = (kind: AnswerKind): PartFields => ({
	kind,
	code: '',
	stem: '',
	options: optionIds.map(() => ''),
	correct: [],
	explanation: '',
	difficulty: 3,
	editionId: null,
	article: '',
	tags: '',
	lock: false
});

/** What was typed, by part; the kinds are the form's own and not for the browser to choose. */
export function fieldsOf(form: FormData, code: string, isCase: boolean, kinds: readonly AnswerKind[]): ItemFields {
	return {
		code,
		material: isCase ? typed(form, 'material') : null,
		parts: kinds.map((kind, index) => {
			const at = (name: string) => typed(form, `${name}.${index}`);
			return {
				kind,
				code: at('code'),
				stem: at('stem'),
				options: optionIds.map((letter) => at(`option${letter}`)),
				correct: form.getAll(`correct.${index}`).filter((value) => typeof value === 'string'),
				explanation: at('explanation'),
				difficulty: Number(at('difficulty')) || 3,
				editionId: parseId<'lawEdition'>(at('edition')) ?? null,
				article: at('article'),
				tags: at('tags'),
				lock: form.has(`lock.${index}`)
			};
		})
	};
}

const kindCells = { judge: '判断', single: '单选', multiple: '多选' } as const;

/** The form as rows of the shipped format: what is typed obeys the rules of a file. */
export function rowsOfFields(fields: ItemFields, editions: readonly LawEdition[]): ItemForm {
	const isCase = fields.material !== null;
	return fields.parts.map((part, index) => {
		const edition = editions.find((candidate) => candidate.lawEditionId === part.editionId);
		const judged = part.correct[0] === 'T' ? '正确' : part.correct[0] === 'F' ? '错误' : '';
		return [
			isCase ? part.code : fields.code,
			isCase ? fields.code : '',
			// Without a number the parts of a case are known by the material they share.
			index === 0 || fields.code === '' ? (fields.material ?? '') : '',
			kindCells[part.kind],
			part.stem,
			...part.options.map((text) => (part.kind === 'judge' ? '' : text)),
			part.kind === 'judge' ? judged : part.correct.join(''),
			part.explanation,
			String(part.difficulty),
			edition?.title ?? '',
			edition?.label ?? '',
			part.article,
			part.tags,
			part.lock ? '是' : ''
		];
	});
}
