/**
 * Whether a request that changes something comes from our own pages. Every method but GET, HEAD and OPTIONS is asked,
 * whatever its content type. Browsers from Chromium 78 on send Origin with each of them; where it is missing, newer ones
 * tell by Sec-Fetch-Site. Neither: refused.
 */
export function comesFromUs(method: string, own: string, headers: Pick<Headers, 'get'>): boolean {
	if (method === 'GET' || method === 'HEAD' || method === 'OPTIONS') return true;
	const origin = headers.get('origin');
	if (origin !== null) return origin === own;
	return headers.get('sec-fetch-site') === 'same-origin';
}
