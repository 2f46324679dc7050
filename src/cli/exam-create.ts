import { readFileSync } from 'node:fs';
import { operator } from '#lib/base/core/permit.ts';
import type { Store } from '#lib/base/db/store.server.ts';
import { createFromFile } from '#lib/exam/plan/create-file.server.ts';
import { refuse } from './exam-acts.ts';
import { examJson, examText } from './exam-show.ts';
import { answer, type ExitCode, type Invocation } from './verb.ts';

/** Reads a JSON file in UTF-8, with or without a mark, or standard input for "-". */
function readJson(path: string): { readonly value: unknown } | { readonly error: string } {
	try {
		const text = readFileSync(path === '-' ? 0 : path, 'utf8').replace(/^\ufeff/, '');
		return { value: JSON.parse(text) as unknown };
	} catch (error) {
		return { error: error instanceof Error ? error.message : String(error) };
	}
}

export async function createVerb({ db }: Store, invocation: Invocation): Promise<ExitCode> {
	const path = invocation.words[1];
	if (path === undefined) {
		process.stderr.write('xuefa exam create: name the file: xuefa exam create FILE.json\n');
		return 2;
	}
	const file = readJson(path);
	if ('error' in file) return refuse(invocation, 'unreadable', [], `${path}: ${file.error}`);
	const now = Date.now();
	const created = await createFromFile(db, operator, file.value, now);
	if (!created.ok) return refuse(invocation, created.reason, 'problems' in created ? created.problems : []);
	const json = await examJson(db, created.value.exam, now, created.value.problems);
	answer(invocation, json, examText(json, created.value.problems));
	return 0;
}
