/** An address's parameters with some changed ('' takes one away); paging starts again unless `page` is among them. */
export function withChanges(search: string, changes: Readonly<Record<string, string>>): string {
	const parameters = new URLSearchParams(search);
	parameters.delete('page');
	for (const [name, value] of Object.entries(changes)) {
		if (value === '') parameters.delete(name);
		else parameters.set(name, value);
	}
	return `?${parameters.toString()}`;
}
