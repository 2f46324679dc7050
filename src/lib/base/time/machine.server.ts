import { readFileSync } from 'node:fs';

/** What Linux calls this start of the machine; other systems have no such name. */
export function bootId(): string | null {
	try {
		return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
	} catch {
		return null;
	}
}
