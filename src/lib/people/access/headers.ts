/** What every answer says to the browser; pages bring their own Content-Security-Policy with nonces (svelte.config.js). */
const always: Readonly<Record<string, string>> = {
	'x-content-type-options': 'nosniff',
	'x-frame-options': 'DENY',
	'referrer-policy': 'same-origin',
	'cross-origin-opener-policy': 'same-origin',
	'cross-origin-resource-policy': 'same-origin',
	'permissions-policy': 'camera=(), microphone=(), geolocation=(), payment=(), usb=(), display-capture=()'
};

/** For answers that are no pages: nothing in them may run or be framed. */
const inert = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** Headers of a personal answer that is no page. */
export const inertHeaders: Readonly<Record<string, string>> = {
	...always,
	'content-security-policy': inert,
	'cache-control': 'no-store'
};

/** The answer with the headers of the house; `personal` ones are never kept by browser or proxy. */
export function harden(response: Response, { personal }: { readonly personal: boolean }): Response {
	const answer = changeable(response);
	for (const [name, value] of Object.entries(always)) answer.headers.set(name, value);
	if (!answer.headers.has('content-security-policy')) answer.headers.set('content-security-policy', inert);
	if (personal || !answer.headers.has('cache-control')) answer.headers.set('cache-control', 'no-store');
	return answer;
}

/** Answers handed on from an inner request have headers that cannot be changed: those are made anew. */
function changeable(response: Response): Response {
	try {
		response.headers.set('x-content-type-options', 'nosniff');
		return response;
	} catch {
		const { body, status, statusText } = response;
		return new Response(body, { status, statusText, headers: new Headers(response.headers) });
	}
}
