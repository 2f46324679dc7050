import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Longest first, as measured where two share two cores: a long file begun last would keep one worker waiting. */
const longest = [
	'browser/every-page',
	'browser/desks-',
	'faults/sweep',
	'browser/sitting-',
	'faults/',
	'browser/',
	'doors/',
	'stories/'
];

const placeOf = ({ moduleId }: TestSpecification): number => {
	const place = longest.findIndex((name) => moduleId.includes(`/tests/${name}`));
	return place < 0 ? longest.length : place;
};

export default class LongestFirst extends BaseSequencer {
	override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
		return (await super.sort(files)).sort((a, b) => placeOf(a) - placeOf(b));
	}
}
