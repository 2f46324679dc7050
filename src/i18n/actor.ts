import type { Locale } from './area.ts';

/** Names on record that are nobody's: the machine's own command line, and the server itself. */
const nobody: Readonly<Record<string, readonly [zh: string, en: string]>> = {
	operator: ['服务器管理员', 'the server’s operator'],
	clock: ['服务器', 'the server']
};

/** Who acted, as pages say it. */
export const actorName = (locale: Locale, actor: string): string =>
	Object.hasOwn(nobody, actor) ? (nobody[actor]?.[locale === 'en' ? 1 : 0] ?? actor) : actor;
