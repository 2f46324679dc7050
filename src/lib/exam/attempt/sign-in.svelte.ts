/** What became of signing in again; `other`: not the account that sits here, and no session was made for it. */
export type SignInOutcome =
	| { readonly kind: 'signedIn' | 'wrong' | 'other' | 'busy' | 'unreachable' }
	| { readonly kind: 'wait'; readonly minutes: number };

const kinds: Readonly<Record<number, 'wrong' | 'other' | 'busy'>> = { 400: 'wrong', 403: 'other', 503: 'busy' };

/** Longer than anybody waits in the line of password checks: after that no answer comes. */
const patienceMs = 30_000;

/**
 * Signs in at the ordinary door without leaving the page. The door is told whose sitting this is and refuses everybody
 * else before any session is made.
 */
export async function signInAgain(owner: string, login: string, password: string): Promise<SignInOutcome> {
	const abort = new AbortController();
	const limit = setTimeout(() => abort.abort(), patienceMs);
	try {
		const answer = await fetch('/login', {
			method: 'POST',
			signal: abort.signal,
			headers: { accept: 'application/json', 'content-type': 'application/x-www-form-urlencoded' },
			body: Object.entries({ owner, login, password })
				.map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
				.join('&')
		});
		const result = (await answer.json()) as { readonly type?: string; readonly status?: number };
		if (result.type === 'redirect') return { kind: 'signedIn' };
		if (result.status === 429)
			return { kind: 'wait', minutes: Math.ceil(Number(answer.headers.get('retry-after') ?? 60) / 60) || 1 };
		return { kind: kinds[result.status ?? 0] ?? 'unreachable' };
	} catch {
		return { kind: 'unreachable' };
	} finally {
		clearTimeout(limit);
	}
}
