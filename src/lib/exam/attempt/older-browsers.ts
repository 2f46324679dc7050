/*
 * Chromium 87 to 92 read our script but have no Object.hasOwn, which the cipher's library calls while it loads. This file
 * is imported before it.
 */
if (typeof (Object as { readonly hasOwn?: unknown }).hasOwn !== 'function')
	Object.defineProperty(Object, 'hasOwn', {
		value: (thing: object, key: PropertyKey) => Object.prototype.hasOwnProperty.call(thing, key),
		configurable: true,
		writable: true
	});
