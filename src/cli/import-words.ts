import { accessSync, constants, existsSync, statSync } from 'node:fs';
import { readConfig } from '#lib/base/config/config.server.ts';
import type { Store } from '#lib/base/db/store.server.ts';
import type { Locale } from '#i18n/area.ts';
import { openExisting } from './existing.ts';
import { prepareStore } from './prepare.ts';
import { flag, type Invocation } from './verb.ts';

export const localeOfFlag = (invocation: Invocation): Locale => (flag(invocation, 'lang') === 'zh' ? 'zh' : 'en');

/** The database of the data folder; a new folder is brought up first. */
export const openForImport = async (now: number): Promise<Store> =>
	existsSync(readConfig().databasePath) ? openExisting() : (await prepareStore(readConfig(), now)).store;

const weights = { refuse: 'refused', ask: 'to decide', warn: 'shown' } as const;

/** One problem as a line: where, how heavy, what, remedy. */
export function problemLine(problem: {
	readonly row: number;
	readonly column: string;
	readonly weight: keyof typeof weights;
	readonly what: string;
	readonly remedy: string;
}): string {
	const place = [problem.row > 0 ? `row ${problem.row}` : 'file', problem.column.replace(/\s+/g, ' ')]
		.filter(Boolean)
		.join(' ');
	return `${place}: ${weights[problem.weight]}: ${problem.what} → ${problem.remedy}`;
}

/** Whether the file can be opened for reading; says so when not. */
export function readable(path: string, kind: string, orFolder = false): boolean {
	try {
		accessSync(path, constants.R_OK);
		if (statSync(path).isFile() || (orFolder && statSync(path).isDirectory())) return true;
	} catch {
		// Told below.
	}
	process.stderr.write(`xuefa import ${kind}: there is no readable file ${path}\n`);
	return false;
}
