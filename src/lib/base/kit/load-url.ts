const ownReads = new Set<string | symbol>(['get', 'getAll', 'has']);

/**
 * The address that a load function is given: it tells Kit what of it was read, so that the browser asks anew when that
 * changes. As a class, for the reason told at `asClassComponent`.
 */
class LoadUrl extends URL {
	readonly #url: URL;
	readonly #read: () => void;
	readonly #params: URLSearchParams;

	constructor(url: URL, read: () => void, readParam: (name: string) => void) {
		super(url);
		this.#url = url;
		this.#read = read;
		this.#params = new Proxy(super.searchParams, {
			get(params, key) {
				const value: unknown = Reflect.get(params, key, params);
				if (typeof value !== 'function') {
					read();
					return value;
				}
				// Whoever asks for one parameter depends on that one; whoever lists them depends on the whole address.
				if (!ownReads.has(key)) read();
				return (...given: readonly unknown[]): unknown => {
					if (ownReads.has(key)) readParam(String(given[0]));
					return Reflect.apply(value, params, given);
				};
			}
		});
	}

	override get searchParams(): URLSearchParams {
		return this.#params;
	}

	override get href(): string {
		this.#read();
		return this.#url.href;
	}

	override get pathname(): string {
		this.#read();
		return this.#url.pathname;
	}

	override get search(): string {
		this.#read();
		return this.#url.search;
	}

	override get hash(): string {
		throw new Error('the part behind # never reaches the server');
	}

	override toString(): string {
		return this.href;
	}

	override toJSON(): string {
		return this.href;
	}
}

/** Stands in for Kit's function of this name when the server runs a load function (vite.config.ts puts it there). */
export const make_trackable = (url: URL, read: () => void, readParam: (name: string) => void): URL =>
	new LoadUrl(url, read, readParam);

/** Kit's other import from the same place, for pages rendered at build time, of which there are none here. */
export function disable_search(): never {
	throw new Error('no page is rendered at build time');
}
