import type { Locale } from '#i18n/area.ts';
import { account } from '#i18n/account.ts';
import { door } from '#i18n/door.ts';
import type { NewAccountFault } from '#lib/people/access/new-account.server.ts';

export type AccountRefusal = NewAccountFault | 'forbidden' | 'account' | 'lastAdmin' | 'sitting';

/** What a refusal means and what to do, in words. */
export function refusalWords(locale: Locale, reason: AccountRefusal): string {
	const [t, d] = [account(locale), door(locale)];
	const words: Record<AccountRefusal, string> = {
		auditorAlone: t.auditorAlone,
		unitMissing: t.unitMissing,
		unitNotWanted: t.unitNotWanted,
		held: t.held,
		nameMissing: d.nameMissing,
		loginNameBad: d.loginNameBad,
		loginNameTaken: d.loginNameTaken,
		unit: t.unitGone,
		roleMissing: t.roleMissing,
		forbidden: t.forbiddenHere,
		account: t.accountGone,
		lastAdmin: t.lastAdmin,
		sitting: t.sitting
	};
	return words[reason];
}
