/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- development only: never runs inside n8n */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { promisify } from 'node:util';
import { UserError } from 'n8n-workflow';
import type { Browser } from './playwright';
import { withProgress } from '../../scripts/progress.cjs';
import type { Installation } from '..';

const DEBIAN = '/usr/bin/chromium';
const APT = '/usr/bin/apt-get';

// Nothing but the pages of this suite: no updates, no sync, no first-run pages; and it runs as root in containers.
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

/** The path of Chromium: the one that `CHROMIUM` names, else Debian's, installed with apt when we may. */
async function findChromium(): Promise<string> {
	const named = process.env.CHROMIUM;
	if (named) {
		if (existsSync(named)) return named;
		throw new UserError(`CHROMIUM=${named} does not exist.`);
	}
	if (existsSync(DEBIAN)) return DEBIAN;
	if (process.getuid?.() !== 0 || !existsSync(APT)) {
		throw new UserError('Chromium is needed: install it (on Debian as root: apt-get install chromium), or name its path in CHROMIUM.');
	}
	const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
	const apt = async (...args: string[]) => await promisify(execFile)(APT, ['-qq', ...args], { env, maxBuffer: 1e8 });
	await withProgress('Installing Chromium with apt (about a minute)', async () => {
		// A new container knows no packages yet; where it does, an update that fails does not matter.
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
	// Its own handlers would end this process before n8n is stopped.
	return await chromium.launch({ executablePath, args: FLAGS, handleSIGINT: false, handleSIGTERM: false, handleSIGHUP: false });
}
