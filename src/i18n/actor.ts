import type { Locale } from './area.ts';

/** Who acted, as pages say it: acts from the machine's own command line stand on record under the name `operator`. */
export const actorName = (locale: Locale, actor: string): string =>
	actor !== 'operator' ? actor : locale === 'en' ? 'the server’s operator' : '服务器管理员';
