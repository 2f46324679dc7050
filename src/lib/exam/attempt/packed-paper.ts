import type { ShownBlock, ShownQuestion, ShownSection } from './shown-paper.ts';

/**
 * A paper as the sitting page carries it for its script: without names and without what follows from the place, half the
 * characters of the plain form. A question is [kind, points, stem, …texts of the options], its number is its place in the
 * paper, option letters are A, B, C …; a case is [material, …questions].
 */
export type PackedPaper = readonly PackedSection[];
type PackedQuestion = readonly [kind: number, points: number, stem: string, ...texts: string[]];
type PackedBlock = PackedQuestion | readonly [material: string, ...questions: PackedQuestion[]];
type PackedSection = readonly [title: string, points: number, each: number | null, ...blocks: PackedBlock[]];

const kinds = ['judge', 'single', 'multiple'] as const;

export const packPaper = (sections: readonly ShownSection[]): PackedPaper =>
	sections.map(({ title, points, each, blocks }) => [title, points, each, ...blocks.flatMap(packBlock)]);

function packBlock({ material, questions }: ShownBlock): readonly PackedBlock[] {
	const packed = questions.map(({ kind, points, stem, choices }): PackedQuestion => [
		kinds.indexOf(kind),
		points,
		stem,
		...choices.flatMap(({ text }) => (text === null ? [] : [text]))
	]);
	return material === null ? packed : [[material, ...packed]];
}

/** The paper again, question numbers from 1 in the order of showing. */
export function unpackPaper(packed: PackedPaper): readonly ShownSection[] {
	let number = 0;
	const question = ([kind, points, stem, ...texts]: PackedQuestion): ShownQuestion => ({
		number: ++number,
		kind: kinds[kind] ?? 'single',
		stem,
		points,
		choices:
			kind === 0
				? [...'TF'].map((letter) => ({ letter, text: null }))
				: texts.map((text, index) => ({ letter: String.fromCharCode(65 + index), text }))
	});
	return packed.map(([title, points, each, ...blocks]) => ({
		title,
		points,
		each,
		blocks: blocks.map((block) => {
			const [material, ...rest] = block;
			return typeof material === 'string'
				? { material, questions: (rest as PackedQuestion[]).map(question) }
				: { material: null, questions: [question(block as PackedQuestion)] };
		})
	}));
}
