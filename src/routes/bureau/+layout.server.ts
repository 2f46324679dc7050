import { openAlarms } from '#lib/base/time/clock.server.ts';
import type { LayoutServerLoad } from './$types';

/** What every page of the bureau must say: whether an alarm of the clock waits. */
export const load: LayoutServerLoad = async ({ locals: { db } }) => {
	const alarms = await openAlarms(db);
	return { clockAlarm: alarms.length === 0 ? null : alarms.some(({ kind }) => kind !== 'jump') ? 'boot' : 'jump' };
};
