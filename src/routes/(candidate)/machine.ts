import type { RequestEvent } from '@sveltejs/kit';
import { configKeyHeader, deviceMark, type Machine } from '#lib/exam/attempt/safeguards.server.ts';
import { deviceCookie } from '#lib/people/access/cookie.ts';
import { deviceNonce } from '#lib/people/access/device.server.ts';

type Asked = Pick<RequestEvent, 'request' | 'url' | 'cookies' | 'getClientAddress' | 'locals'>;

/**
 * What the request shows of the machine it comes from. The address is that of the request itself: a click within the
 * page asks for its data under another one, which `event.url` no longer shows.
 */
export const machineOf = ({ request, getClientAddress }: Asked): Machine => ({
	address: getClientAddress(),
	url: request.url,
	configKeyHash: request.headers.get(configKeyHeader)
});

/** Where the paper is opened; a browser that lost its device cookie is known by its session. */
export function placeOf(event: Asked) {
	const session = event.locals.sessionId?.slice(0, 16) ?? '';
	const nonce = deviceNonce(event.cookies.get(deviceCookie(event.url.protocol === 'https:'))) ?? session;
	return { device: deviceMark(event.locals.secret, nonce), session, address: event.getClientAddress().slice(0, 64) };
}
