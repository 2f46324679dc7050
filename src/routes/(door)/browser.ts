import type { RequestEvent } from '@sveltejs/kit';
import { cookieOptions, deviceCookie, deviceMaxAge, sessionCookie } from '#lib/people/access/cookie.ts';
import type { Browser, SignedIn } from '#lib/people/access/login.server.ts';

const isSecure = (event: RequestEvent): boolean => event.url.protocol === 'https:';

/** The browser at the door, for the verbs that open sessions. */
export function browserOf(event: RequestEvent): Browser {
	const secure = isSecure(event);
	return {
		userAgent: event.request.headers.get('user-agent') ?? '',
		address: event.getClientAddress(),
		deviceCookie: event.cookies.get(deviceCookie(secure)),
		token: event.cookies.get(sessionCookie(secure))
	};
}

/** Hands the new session to the browser; without an expiry, so that it ends with the browser. */
export function welcome(event: RequestEvent, { token, deviceCookie: device }: SignedIn): void {
	const secure = isSecure(event);
	event.cookies.set(sessionCookie(secure), token, cookieOptions(secure));
	event.cookies.set(deviceCookie(secure), device, { ...cookieOptions(secure), maxAge: deviceMaxAge });
}

/** Takes the session and the choices of the one who leaves; the device mark stays, it names nobody and opens nothing. */
export function forget(event: RequestEvent): void {
	const secure = isSecure(event);
	for (const name of [sessionCookie(secure), 'locale', 'type']) event.cookies.delete(name, cookieOptions(secure));
}

/** A text field of a posted form; '' when absent or a file. */
export function typed(form: FormData, name: string): string {
	const value = form.get(name);
	return typeof value === 'string' ? value : '';
}
