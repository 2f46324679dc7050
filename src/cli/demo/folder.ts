import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Only a folder that a demo made is ever cleared by the next one, and never while that demo still runs. */
const marker = 'demo-district';
const note = 'Made by xuefa demo; the next demo clears this folder once these processes have ended.\n';

export type FolderRefusal = 'foreign' | 'running';

/**
 * An empty data folder for a demo of the process `pid`: made, or cleared of an earlier demo.
 * @returns why it cannot be had: it holds anything else, or an earlier demo still serves from it
 */
export function claimFolder(folder: string, pid: number): FolderRefusal | undefined {
	if (existsSync(folder) && readdirSync(folder).length > 0) {
		const mark = join(folder, marker);
		if (!existsSync(mark)) return 'foreign';
		if (processesIn(readFileSync(mark, 'utf8')).some(runs)) return 'running';
		rmSync(folder, { recursive: true });
	}
	mkdirSync(folder, { recursive: true, mode: 0o700 });
	writeFileSync(join(folder, marker), note);
	alsoUsedBy(folder, pid);
	return undefined;
}

/** Names one more process that works in the folder. */
export function alsoUsedBy(folder: string, pid: number): void {
	appendFileSync(join(folder, marker), `${pid}\n`);
}

/** The wanted folder, or beside it the first one (`demo-2`, `demo-3` …) from which no earlier demo serves. */
export function claimFolderNear(wanted: string, pid: number): string | FolderRefusal {
	for (let n = 1; n < 10; n++) {
		const folder = n === 1 ? wanted : `${wanted}-${n}`;
		const refusal = claimFolder(folder, pid);
		if (refusal !== 'running') return refusal ?? folder;
	}
	return 'running';
}

const processesIn = (text: string): number[] =>
	text
		.split('\n')
		.filter((line) => /^\d+$/.test(line))
		.map(Number);

/** Whether a process of that number runs; one of somebody else's counts. */
function runs(pid: number): boolean {
	try {
		process.kill(pid, 0);
		return true;
	} catch (error) {
		return (error as NodeJS.ErrnoException).code === 'EPERM';
	}
}
