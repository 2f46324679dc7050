/*
 * What Chromium 87 to 92 lack of the words that our scripts are written in, and Kit's and the cipher's library with them.
 * Imported by every page, and once more before the cipher, whose library calls Object.hasOwn while it loads.
 */
const add = (owner: object, name: string, value: unknown): void => {
	if (!(name in owner)) Object.defineProperty(owner, name, { value, configurable: true, writable: true });
};

/** The member at `index`, counted from the end where it is negative. */
function at(this: ArrayLike<unknown>, index: number): unknown {
	const place = Math.trunc(index) || 0;
	return this[place < 0 ? place + this.length : place];
}

add(Object, 'hasOwn', (thing: object, key: PropertyKey) => Object.prototype.hasOwnProperty.call(thing, key));
for (const kind of [Array, String, Object.getPrototypeOf(Uint8Array) as typeof Uint8Array])
	add(kind.prototype, 'at', at);
