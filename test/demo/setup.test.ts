/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- development only: never runs inside n8n */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { environmentForN8n, withoutProxyForLoopback } from '../../e2e/environment';
import { findInstallation, finishedMark, installationFolder } from '../../e2e/installation';
import { freePort, portFromEnvironment } from '../../e2e/ports';
import { requireSpace } from '../../scripts/diskSpace.cjs';
import { explainNpmFailure, NpmFailure, runNpm } from '../../scripts/npm.cjs';
import { withProgress } from '../../scripts/progress.cjs';

const folders: string[] = [];
const temporaryFolder = () => {
	const folder = mkdtempSync(path.join(tmpdir(), 'apideck-vault-test-'));
	folders.push(folder);
	return folder;
};
afterAll(() => folders.forEach((folder) => rmSync(folder, { recursive: true })));

describe('a failure of npm', () => {
	it.each([
		['npm error code ENOSPC\nnpm error nospc ENOSPC: no space left on device, write', 'the disk is full (ENOSPC)'],
		['npm error code ECONNREFUSED\nnpm error syscall connect', 'the npm registry could not be reached'],
		['npm error code EAI_AGAIN', 'check the network'],
		['npm error code EUSAGE\nnpm error Missing: a@1 from lock file', 'do not belong together (EUSAGE)'],
		['npm error code 1\nnpm error gyp ERR! stack Error: not found: make', 'python3, make and a C++ compiler'],
		['npm warn a\nnpm error code EWEIRD\nnpm error something odd\nnpm error A complete log of this run can be found in: /x', 'code EWEIRD; something odd.'],
		['', 'npm gave no reason'],
	])('is said in a sentence: %j', (output, sentence) => {
		expect(explainNpmFailure('npm ci', output)).toContain(sentence);
		expect(explainNpmFailure('npm ci', output)).not.toContain('complete log');
	});

	it('comes from npm itself, with its output', async () => {
		const cwd = temporaryFolder();
		writeFileSync(path.join(cwd, 'package.json'), '{ "name": "x", "version": "1.0.0", "dependencies": { "y": "1.0.0" } }');
		const failure = await runNpm(['ci'], { cwd }).catch((error: unknown) => error);
		expect(failure).toBeInstanceOf(NpmFailure);
		expect((failure as NpmFailure).message).toMatch(/^npm ci failed: package.json and package-lock.json/);
		expect((failure as NpmFailure).output).toContain('EUSAGE');
	});
});

describe('ports', () => {
	it('gives the port asked for when it is free, none when none is asked for', async () => {
		const port = await freePort();
		expect(await portFromEnvironment('N8N_PORT', String(port))).toBe(port);
		expect(await portFromEnvironment('N8N_PORT', undefined)).toBeUndefined();
		expect(await portFromEnvironment('N8N_PORT', '')).toBeUndefined();
	});

	it('says that a port is taken, and by which variable it was asked for', async () => {
		const taken = createServer();
		await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
		const { port } = taken.address() as AddressInfo;
		await expect(portFromEnvironment('N8N_PORT', String(port))).rejects.toThrow(`Port ${port} (N8N_PORT) is taken`);
		await new Promise((resolve) => taken.close(resolve));
	});

	it.each(['abc', '0', '65536', '80.5', '-1'])('refuses %s', async (value) => {
		await expect(portFromEnvironment('SANDBOX_PORT', value)).rejects.toThrow(`SANDBOX_PORT=${value} is not a port`);
	});
});

it('says how much room is needed and how much there is', async () => {
	const folder = path.join(temporaryFolder(), 'not', 'there', 'yet');
	await expect(requireSpace(folder, 1, 'n8n', '')).resolves.toBeUndefined();
	await expect(requireSpace(folder, 1e18, 'n8n', 'Make room.')).rejects.toThrow(
		/^Not enough disk space for n8n: 1000000000\.0 GB are needed at .*yet, \d+\.\d GB are free\. Make room\.$/,
	);
});

describe('the place of n8n', () => {
	const { env } = process;
	afterEach(() => {
		process.env = env;
	});

	it('is in the cache and named after version and lock file, unless a folder is named', () => {
		process.env = { ...env, XDG_CACHE_HOME: '/cache', APIDECK_VAULT_E2E_DIR: '' };
		expect(installationFolder()).toMatch(/^\/cache\/n8n-nodes-apideck-vault\/\d+\.\d+\.\d+-[0-9a-f]{12}$/);
		process.env.APIDECK_VAULT_E2E_DIR = '/elsewhere/n8n';
		expect(installationFolder()).toBe('/elsewhere/n8n');
	});

	it('counts only when the installation was finished', () => {
		const folder = temporaryFolder();
		process.env = { ...env, APIDECK_VAULT_E2E_DIR: folder };
		expect(findInstallation()).toBeUndefined();
		writeFileSync(finishedMark(folder), '{}');
		expect(findInstallation()).toMatchObject({ folder, version: '2.41.1' });
	});

	it('keeps somebody’s own n8n settings out, and the loopback interface off the proxy', () => {
		process.env = { ...env, N8N_ENCRYPTION_KEY: 'own', DB_TYPE: 'postgresdb', npm_config_prefix: '/x', LANG: 'C', NO_PROXY: 'a.example' };
		const made = environmentForN8n('/folder', { editor: 5678, broker: 5679 }, { N8N_LOG_LEVEL: 'debug' });
		expect(made).not.toHaveProperty('N8N_ENCRYPTION_KEY');
		expect(made).not.toHaveProperty('DB_TYPE');
		expect(made).not.toHaveProperty('npm_config_prefix');
		expect(made).toMatchObject({ LANG: 'C', N8N_LISTEN_ADDRESS: '127.0.0.1', N8N_PORT: '5678', N8N_LOG_LEVEL: 'debug' });
		expect(made.NO_PROXY).toBe('a.example,127.0.0.1,localhost');
		expect(withoutProxyForLoopback(made.NO_PROXY)).toBe(made.NO_PROXY);
	});
});

describe('progress', () => {
	const terminal = (isTTY: boolean) => {
		const written: string[] = [];
		return { isTTY, written, write: (text: string) => written.push(text) };
	};

	it('tells start and end in a log, and hands the result through', async () => {
		const log = terminal(false);
		expect(await withProgress('Step', async () => 42, { terminal: log })).toBe(42);
		expect(log.written).toEqual(['Step …\n', 'Step: done in 0 s\n']);
	});

	it('tells a failure and hands it through', async () => {
		const log = terminal(false);
		const failing = withProgress('Step', async () => await Promise.reject(new Error('no')), { terminal: log });
		await expect(failing).rejects.toThrow('no');
		expect(log.written.at(-1)).toBe('Step: failed after 0 s\n');
	});

	it('rewrites one line of a terminal every second', async () => {
		jest.useFakeTimers();
		const screen = terminal(true);
		let finish = () => {};
		const step = withProgress('Step', async () => await new Promise<void>((resolve) => (finish = resolve)), {
			terminal: screen,
			detail: async () => 'half',
		});
		await jest.advanceTimersByTimeAsync(2100);
		finish();
		await step;
		jest.useRealTimers();
		expect(screen.written).toEqual(['Step …', '\r\u001b[KStep … 1 s, half', '\r\u001b[KStep … 2 s, half', '\r\u001b[KStep: done in 2 s\n']);
	});
});
