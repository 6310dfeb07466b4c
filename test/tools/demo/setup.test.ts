import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { environmentForN8n, withoutProxyForLoopback } from '../../../tools/n8n/environment';
import { completionMarker, findInstallation, installationFolder } from '../../../tools/n8n/installation';
import { freePort, portFromEnvironment } from '../../../tools/n8n/ports';
import { requireSpace } from '../../../tools/scripts/diskSpace.cjs';
import { explainNpmFailure, NpmFailure, runNpm } from '../../../tools/scripts/npm.cjs';

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
	])('is explained in a sentence: %j', (output, sentence) => {
		expect(explainNpmFailure('npm ci', output)).toContain(sentence);
		expect(explainNpmFailure('npm ci', output)).not.toContain('complete log');
	});

	it('contains the output of npm', async () => {
		const cwd = temporaryFolder();
		writeFileSync(path.join(cwd, 'package.json'), '{ "name": "x", "version": "1.0.0", "dependencies": { "y": "1.0.0" } }');
		const failure = await runNpm(['ci'], { cwd }).catch((error: unknown) => error);
		expect(failure).toBeInstanceOf(NpmFailure);
		expect((failure as NpmFailure).message).toMatch(/^npm ci failed: package.json and package-lock.json/);
		expect((failure as NpmFailure).output).toContain('EUSAGE');
	});
});

describe('ports', () => {
	it('returns the requested port when it is free, and undefined when none is requested', async () => {
		const port = await freePort();
		expect(await portFromEnvironment('N8N_PORT', String(port))).toBe(port);
		expect(await portFromEnvironment('N8N_PORT', undefined)).toBeUndefined();
		expect(await portFromEnvironment('N8N_PORT', '')).toBeUndefined();
	});

	it('reports that a port is in use, and the variable that requested it', async () => {
		const taken = createServer();
		await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
		const { port } = taken.address() as AddressInfo;
		await expect(portFromEnvironment('N8N_PORT', String(port))).rejects.toThrow(`Port ${port} (N8N_PORT) is used`);
		await new Promise((resolve) => taken.close(resolve));
	});

	it.each(['abc', '0', '65536', '80.5', '-1'])('rejects %s', async (value) => {
		await expect(portFromEnvironment('SANDBOX_PORT', value)).rejects.toThrow(`SANDBOX_PORT=${value} is not a port`);
	});
});

it('reports how much disk space is needed and how much is free', async () => {
	const folder = path.join(temporaryFolder(), 'not', 'there', 'yet');
	await expect(requireSpace(folder, 1, 'n8n', '')).resolves.toBeUndefined();
	await expect(requireSpace(folder, 1e18, 'n8n', 'Make room.')).rejects.toThrow(
		/^Not enough disk space for n8n: 1000000000\.0 GB are needed at .*yet, \d+\.\d GB are free\. Make room\.$/,
	);
});

describe('the installation folder of n8n', () => {
	const { env } = process;
	afterEach(() => {
		process.env = env;
	});

	it('is in the cache and named after version and lock file, unless a folder is set', () => {
		process.env = { ...env, XDG_CACHE_HOME: '/cache', APIDECK_VAULT_E2E_DIR: '' };
		expect(installationFolder()).toMatch(/^\/cache\/n8n-nodes-apideck-vault\/\d+\.\d+\.\d+-[0-9a-f]{12}$/);
		process.env.APIDECK_VAULT_E2E_DIR = '/elsewhere/n8n';
		expect(installationFolder()).toBe('/elsewhere/n8n');
	});

	it('is used only when the installation is complete', () => {
		const folder = temporaryFolder();
		process.env = { ...env, APIDECK_VAULT_E2E_DIR: folder };
		expect(findInstallation()).toBeUndefined();
		writeFileSync(completionMarker(folder), '{}');
		expect(findInstallation()).toMatchObject({ folder, version: '2.41.1' });
	});

	it('excludes the user’s n8n settings, and the loopback interface from the proxy', () => {
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
