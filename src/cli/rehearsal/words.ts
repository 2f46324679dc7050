import { formatInstant } from '#lib/base/core/clock.ts';
import { safety, stepNames } from '#lib/exam/rehearsal/capacity.ts';
import { neededHeads, sayingOf, type Verdict } from '#lib/exam/rehearsal/verdict.ts';

const headings = { go: 'GO', slots: 'GO WITH SLOTS', noGo: 'NO-GO', tooFew: 'TOO FEW FOR A VERDICT' } as const;

/** What to do about it. */
const remedies = {
	lost: 'acknowledged answers are not in the database: do not hold the exam; run "xuefa doctor", check the disk',
	wrong: 'scores differ from those computed here: do not hold the exam; report this with the JSON of this answer',
	withoutReceipt: 'hand-ins without a receipt: do not hold the exam; report this with the JSON of this answer',
	unfinished: 'people could not go through to the end: see the first error',
	errors: 'requests failed: see the first error; is the disk full, is other work running?',
	slow: 'waits are too long: rehearse again in a quiet hour; a solid-state disk or more cores help',
	tooFew:
		'a go takes twice as many as come at once: rehearse without --candidates; these figures are kept all the same',
	tooMany: 'more people at once than this machine seats: divide them into sessions, or use more cores',
	unitTooLarge: 'one unit alone is larger than the machine seats: divide it by sections, or use more cores'
} as const;

/** A verdict for people at a terminal. */
export function verdictText(verdict: Verdict): string {
	const { figures, findings, seats, atOnce, slots } = verdict;
	const { steps, peaks } = figures;
	const lines = stepNames.flatMap((step) => {
		const found = steps[step];
		if (!found) return [];
		const { count, errors, p50, p95, p99, cpuMs } = found;
		const cpu = cpuMs === null ? '' : `   ${cpuMs} CPU-ms`;
		const times = `p50 ${p50}  p95 ${p95}  p99 ${p99} ms`;
		return `  ${step.padEnd(8)}${String(count).padStart(8)} ×  ${String(errors).padStart(3)} errors   ${times}${cpu}`;
	});
	const { rehearsed, real } = peaks;
	lines.push(
		`${figures.heads} people in ${figures.seconds} s; a verdict takes ${neededHeads(atOnce)}`,
		`at most ${rehearsed.arrivalsPerSecond} arrivals, ${rehearsed.savesPerSecond} saves, ${rehearsed.handInsPerSecond} hand-ins a second`,
		`  (in earnest ${real.arrivalsPerSecond}, ${real.savesPerSecond}, ${real.handInsPerSecond})`,
		`${figures.acknowledged} acknowledged answers, ${figures.lost} lost; ${figures.scores} scores, ${figures.wrong} wrong; ` +
			`${figures.withoutReceipt} without receipt; ${figures.unfinished} could not finish`
	);
	if (figures.firstError !== null) lines.push(`first error: ${figures.firstError}`);
	if (seats !== null)
		lines.push(
			`this machine seats ${seats} at once for this exam (${safety * 100} % of it used); ${atOnce} come at once`
		);
	lines.push('', headings[sayingOf(verdict)]);
	for (const { reason, detail } of findings) lines.push(`  ${reason} ${JSON.stringify(detail)}: ${remedies[reason]}`);
	for (const [index, { opensAt, closesAt, heads, units }] of slots.entries())
		lines.push(
			`  session ${index + 1}  ${formatInstant(opensAt)} – ${formatInstant(closesAt)}  ${heads} people  ${units.map(({ name }) => name).join('、')}`
		);
	if (slots.length > 0) lines.push('  apply them with --apply (while the exam is a draft)');
	return lines.join('\n');
}
