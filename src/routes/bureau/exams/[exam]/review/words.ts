import { absence } from '#i18n/absence.ts';
import type { Locale } from '#i18n/area.ts';
import { review } from '#i18n/review.ts';
import { asksForLook, type Flag } from '#lib/exam/attempt/integrity.ts';

/** What a flag says, in figures. */
export function factOf(locale: Locale, flag: Flag): string {
	const t = review(locale);
	const { span } = absence(locale);
	switch (flag.kind) {
		case 'impossibleSpeed':
			return t.speedFact(flag.answers, span(flag.tookMs), span(flag.readingMs));
		case 'longAbsences':
			return t.awayFact(flag.count, span(flag.totalMs));
		case 'sharedDevice':
			return flag.atOnce > 0 ? t.atOnceFact(flag.others, flag.atOnce) : t.sharedFact(flag.others);
		case 'deviceChange':
			return t.devicesFact(flag.devices);
	}
}

/** Colour of a flag: what only informs stands back. */
export const markOf = (flag: Flag): string => (asksForLook(flag) ? 'warn' : '');
