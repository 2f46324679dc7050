import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { alsoUsedBy, claimFolder, claimFolderNear } from '../../src/cli/demo/folder.ts';

/** The second demo cleared the data folder from which the first one still served. */

let parent = '';
/** Number of a process that has ended. */
const ended = (): number => spawnSync(process.execPath, ['--version']).pid;
beforeEach(() => void (parent = mkdtempSync(join(tmpdir(), 'xuefa-demo-'))));
afterEach(() => rmSync(parent, { recursive: true }));

test('a demo that still runs keeps its folder; the next one stands beside it', () => {
	const wanted = join(parent, 'demo');
	expect(claimFolderNear(wanted, process.pid)).toBe(wanted);
	writeFileSync(join(wanted, 'xuefa.db'), 'answers');
	expect(claimFolder(wanted, process.pid)).toBe('running');
	expect(claimFolderNear(wanted, process.pid)).toBe(`${wanted}-2`);
	expect(existsSync(join(wanted, 'xuefa.db'))).toBe(true);
});

test('a folder whose server outlived the demo is in use too', () => {
	const wanted = join(parent, 'demo');
	expect(claimFolder(wanted, ended())).toBeUndefined();
	alsoUsedBy(wanted, process.pid);
	expect(claimFolder(wanted, process.pid)).toBe('running');
});

test('control: the folder of a demo that has ended is cleared and taken again', () => {
	const wanted = join(parent, 'demo');
	expect(claimFolder(wanted, ended())).toBeUndefined();
	writeFileSync(join(wanted, 'xuefa.db'), 'answers');
	expect(claimFolderNear(wanted, process.pid)).toBe(wanted);
	expect(existsSync(join(wanted, 'xuefa.db'))).toBe(false);
});

test('a folder that no demo made is never touched', () => {
	writeFileSync(join(parent, 'xuefa.db'), 'the real one');
	expect(claimFolder(parent, process.pid)).toBe('foreign');
	expect(claimFolderNear(parent, process.pid)).toBe('foreign');
	expect(existsSync(join(parent, 'xuefa.db'))).toBe(true);
});
