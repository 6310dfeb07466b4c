import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { promisify } from 'node:util';
import { UserError } from 'n8n-workflow';
import type { Browser } from './playwright';
import { withProgress } from '../../../tools/scripts/progress.cjs';
import type { Installation } from '../../../tools/n8n';

const DEBIAN = '/usr/bin/chromium';
const APT = '/usr/bin/apt-get';

// Load only the pages of this suite: no updates, sync or first-run pages. The sandbox is off because containers run as root.
const FLAGS = [
	'--no-sandbox',
	'--disable-gpu',
	'--disable-quic',
	'--no-first-run',
	'--disable-background-networking',
	'--disable-component-update',
	'--disable-sync',
	'--disable-dev-shm-usage',
];

/** The path of Chromium: `CHROMIUM` if set, otherwise Debian's, which root installs with apt if it is missing. */
async function findChromium(): Promise<string> {
	const named = process.env.CHROMIUM;
	if (named) {
		if (existsSync(named)) return named;
		throw new UserError(`CHROMIUM=${named} does not exist.`);
	}
	if (existsSync(DEBIAN)) return DEBIAN;
	if (process.getuid?.() !== 0 || !existsSync(APT)) {
		throw new UserError('Chromium is required. Install it (on Debian as root: apt-get install chromium), or set CHROMIUM to its path.');
	}
	const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
	const apt = async (...args: string[]) => await promisify(execFile)(APT, ['-qq', ...args], { env, maxBuffer: 1e8 });
	await withProgress('Installing Chromium with apt (about a minute)', async () => {
		// A new container has no package lists. Elsewhere, a failed update does not matter.
		await apt('update').catch(() => undefined);
		await apt('install', '-y', '--no-install-recommends', 'chromium');
	});
	return DEBIAN;
}

/** Starts a Chromium without a window, driven by the playwright-core that is installed beside n8n. */
export async function launchChromium(installation: Installation): Promise<Browser> {
	const executablePath = await findChromium();
	const { chromium, selectors } = installation.require('playwright-core') as typeof import('playwright-core');
	selectors.setTestIdAttribute('data-test-id');
	// Playwright's signal handlers would end this process before n8n is stopped.
	return await chromium.launch({ executablePath, args: FLAGS, handleSIGINT: false, handleSIGTERM: false, handleSIGHUP: false });
}
