/** Names of the cookies. Over https the prefix makes the browser refuse one set by another host or path. */
export const sessionCookie = (secure: boolean): string => (secure ? '__Host-session' : 'session');
export const deviceCookie = (secure: boolean): string => (secure ? '__Host-device' : 'device');
export const localeCookie = 'locale';
export const typeCookie = 'type';

/** A session ends with the browser; a known device is remembered for a year. */
export const deviceMaxAge = 365 * 24 * 3600;

export const cookieOptions = (secure: boolean) => ({ path: '/', httpOnly: true, sameSite: 'lax', secure }) as const;

/** Where to go after signing in: a path of our own, nothing else. */
export const ownPath = (path: string | null): string | undefined =>
	path !== null && /^\/(?![/\\])[^\\\s]*$/.test(path) && path.length < 500 ? path : undefined;
