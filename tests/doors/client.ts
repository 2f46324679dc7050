/** One browser: cookies kept, redirects shown instead of followed, Origin sent as browsers do. */
export interface Client {
	readonly cookies: Map<string, string>;
	/** GET as a browser asks for a page. */
	get(path: string, headers?: Readonly<Record<string, string>>): Promise<Answer>;
	/** POST of a plain form; arrays give a field several times. */
	post(
		path: string,
		fields?: Readonly<Record<string, string | readonly string[]>>,
		headers?: Readonly<Record<string, string>>
	): Promise<Answer>;
	/** Any request with the cookies; no header is added but those given. */
	send(
		method: string,
		path: string,
		body: BodyInit | undefined,
		headers: Readonly<Record<string, string>>
	): Promise<Answer>;
	signIn(login: string, password: string): Promise<Answer>;
}

export interface Answer {
	readonly status: number;
	readonly headers: Headers;
	readonly text: string;
	readonly location: string | null;
}

export function client(url: string): Client {
	const cookies = new Map<string, string>();

	function keep(setCookies: readonly string[]): void {
		for (const line of setCookies) {
			const [pair = '', ...attributes] = line.split(';').map((part) => part.trim());
			const [name = '', value = ''] = pair.split(/=(.*)/s);
			const gone = attributes.some((attribute) => /^max-age=0$/i.test(attribute));
			if (gone) cookies.delete(name);
			else cookies.set(name, value);
		}
	}

	const self: Client = {
		cookies,
		get: (path, headers = {}) => self.send('GET', path, undefined, { accept: 'text/html', ...headers }),
		post: (path, fields = {}, headers = {}) => {
			const body = new URLSearchParams();
			for (const [name, value] of Object.entries(fields))
				for (const one of typeof value === 'string' ? [value] : value) body.append(name, one);
			return self.send('POST', path, body, { accept: 'text/html', origin: url, ...headers });
		},
		async send(method, path, body, headers) {
			const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
			const response = await fetch(new URL(path, url), {
				method,
				redirect: 'manual',
				headers: { ...(cookie === '' ? {} : { cookie }), ...headers },
				...(body === undefined ? {} : { body })
			});
			keep(response.headers.getSetCookie());
			return {
				status: response.status,
				headers: response.headers,
				text: await response.text(),
				location: response.headers.get('location')
			};
		},
		signIn: (login, password) => self.post('/login', { login, password })
	};
	return self;
}
