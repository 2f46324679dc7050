const listKey = 'sittings';

/**
 * The names of the databases of sittings on this machine. They stand here too, for not every browser can list its databases;
 * and a page learns from here, without loading anything, that there is nothing to hand over.
 */
export function listed(): readonly string[] {
	try {
		const names: unknown = JSON.parse(localStorage.getItem(listKey) ?? '[]');
		return Array.isArray(names) ? names.filter((name): name is string => typeof name === 'string') : [];
	} catch {
		return [];
	}
}

export function list(names: readonly string[]): void {
	try {
		localStorage.setItem(listKey, JSON.stringify(names));
	} catch {
		// Then the browser's own list must do.
	}
}
