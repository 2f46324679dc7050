import { accessSync, constants, existsSync, statSync } from 'node:fs';
import { readConfig } from '#lib/base/config/config.server.ts';
import type { Store } from '#lib/base/db/store.server.ts';
import type { Locale } from '#i18n/area.ts';
import { openExisting } from './existing.ts';
import { prepareStore } from './prepare.ts';
import { answer, flag, type Invocation } from './verb.ts';

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

function isReadable(path: string, orFolder: boolean): boolean {
	try {
		accessSync(path, constants.R_OK);
		return statSync(path).isFile() || (orFolder && statSync(path).isDirectory());
	} catch {
		return false;
	}
}

/** Whether these files can be opened for reading; names all that cannot. */
export function readable(invocation: Invocation, kind: string, paths: readonly string[], orFolder = false): boolean {
	const missing = paths.filter((path) => !isReadable(path, orFolder));
	if (missing.length === 0) return true;
	const refusal = { imported: false, accepted: 0, refusal: 'unreadable', detail: { files: missing }, problems: [] };
	if (invocation.json) answer(invocation, refusal, '');
	for (const path of missing) process.stderr.write(`xuefa import ${kind}: there is no readable file ${path}\n`);
	return false;
}
