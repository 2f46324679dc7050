import ical, { ICalCalendarMethod, ICalEventTransparency } from 'ical-generator';
import type { Instant } from '#lib/base/core/clock.ts';
import { monthKey, type PlanYear } from './plan.ts';

/** What a calendar program shows of a plan, in the reader's language. */
export interface CalendarWords {
	readonly name: string;
	readonly event: (laws: string, theme: string) => string;
	readonly presenter: (name: string) => string;
}

/**
 * The plan as a calendar (RFC 5545): an all-day event from the first to the last day of each month that takes no time.
 * An event keeps its UID when it changes, so that calendars which have subscribed change with it.
 * @param origin the address of this server, for the links
 */
export function planCalendar(plans: readonly PlanYear[], words: CalendarWords, origin: string, now: Instant): string {
	const calendar = ical({ name: words.name, method: ICalCalendarMethod.PUBLISH, prodId: '//Xuefa//Year plan//ZH' });
	calendar.ttl(86_400);
	for (const { months } of plans)
		for (const month of months) {
			const laws = month.laws.map(({ shortTitle }) => shortTitle).join('、');
			const key = monthKey(month);
			calendar.createEvent({
				id: `xuefa-plan-${key}`,
				start: new Date(Date.UTC(month.year, month.month - 1, 1)),
				end: new Date(Date.UTC(month.year, month.month, 1)),
				allDay: true,
				timezone: 'UTC',
				stamp: new Date(now),
				summary: words.event(laws, month.theme),
				description: [month.presenter && words.presenter(month.presenter), month.note].filter(Boolean).join('\n'),
				url: `${origin}/study/${key}`,
				transparency: ICalEventTransparency.TRANSPARENT
			});
		}
	return calendar.toString();
}
