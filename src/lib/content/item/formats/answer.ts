import { compact } from '#lib/base/core/text.ts';
import { readJudgeWord } from './notation.ts';

/** What an answer cell says, before it is known what kind of question it answers. */
export interface AnswerWords {
	/** Letters A..Z, sorted, each once; [] when the cell holds no letters only. */
	readonly letters: readonly string[];
	/** A letter stood twice. */
	readonly repeated: boolean;
	/** The cell read as a judgement, if it can be. */
	readonly judged: 'T' | 'F' | undefined;
	/** The cell compacted, for comparison with the options' texts. */
	readonly plain: string;
}

const between = /[\s,，、;；/|&+和与及.。:：'"‘’“”()（）[\]【】<>-]/gu;

/**
 * Reads an answer in any of the usual notations: full-width or lower-case letters, separators or none, Python lists,
 * 对/错 and its many forms. Nothing is guessed here: the row's kind and options decide what it means.
 */
export function readAnswer(text: string): AnswerWords {
	const plain = compact(text).replace(/^[[【(]?(?:正确|参考|标准)?答案[\])】]?(?:为|是)?[:：]?/u, '');
	const listed = plain.replace(between, '').toUpperCase();
	const signs = /^[A-Z]+$/.test(listed) ? [...listed] : [];
	const letters = [...new Set(signs)].sort();
	const judged = readJudgeWord(plain.replace(/^[[(]['"]?(.*?)['"]?[\])]$/u, '$1'));
	return { letters, repeated: letters.length < signs.length, judged, plain };
}

/** The option whose text the answer repeats: "西游记" where option B reads 西游记; undefined unless exactly one does. */
export function answerByText(words: AnswerWords, options: readonly string[]): number | undefined {
	const wanted = compact(words.plain);
	const places = options.flatMap((option, place) => (wanted !== '' && compact(option) === wanted ? [place] : []));
	return places.length === 1 ? places[0] : undefined;
}
