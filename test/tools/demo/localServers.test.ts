import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { choosePortOfN8n, startLocalSandbox, withOwnFolder } from '../../../tools/demo/localServers';
import { loadState, saveState } from '../../../tools/demo/savedState';
import { freePort } from '../../../tools/n8n/ports';

const { env } = process;
let folder: string;
let taken: Server[] = [];
const log = jest.spyOn(console, 'log').mockImplementation();
beforeEach(() => {
	folder = mkdtempSync(path.join(tmpdir(), 'apideck-vault-demo-'));
	process.env = { ...env, N8N_PORT: '', SANDBOX_PORT: '' };
	log.mockClear();
});
afterEach(async () => {
	process.env = env;
	await Promise.all(taken.map(async (server) => await new Promise((resolve) => server.close(resolve))));
	taken = [];
	rmSync(folder, { recursive: true });
});

async function take(port: number, host: string): Promise<void> {
	const server = createServer();
	await new Promise<void>((resolve) => server.listen(port, host, resolve));
	taken.push(server);
}

const rememberPort = async (server: 'n8n' | 'sandbox') => {
	const port = await freePort();
	saveState(folder, { ports: { [server]: port } });
	return port;
};

describe('the port of a local server', () => {
	it('stays the same at the next start', async () => {
		const first = await choosePortOfN8n(folder);
		log.mockClear();
		expect(await choosePortOfN8n(folder)).toBe(first);
		expect(log).not.toHaveBeenCalled();
	});

	it.each(['127.0.0.1', '0.0.0.0'])('is the next free one if another program listens on %s, and a line says so', async (host) => {
		const wanted = await rememberPort('n8n');
		await take(wanted, host);
		const port = await choosePortOfN8n(folder);
		expect(port).toBeGreaterThan(wanted);
		expect(log.mock.calls).toEqual([[`Port ${wanted} is used by another program. n8n uses port ${port}, now and on later starts.`]]);
		expect(loadState(folder).ports).toEqual({ n8n: port });
	});

	it('comes from the environment variable if it is set, and is not saved then', async () => {
		const remembered = await rememberPort('n8n');
		process.env.N8N_PORT = String(await freePort());
		expect(await choosePortOfN8n(folder)).toBe(Number(process.env.N8N_PORT));
		expect(loadState(folder).ports).toEqual({ n8n: remembered });
	});
});

it('the local sandbox keeps its address and changed data until a start with reset', async () => {
	const key = { consumerId: 'northwind-orchards', unifiedApi: 'crm', serviceId: 'hubspot' };
	const port = await rememberPort('sandbox');
	const seen: unknown[] = [];
	for (const [options, change] of [[{}, 'revoked'], [{}, undefined], [{ reset: true }, undefined]] as const) {
		const sandbox = await startLocalSandbox(folder, options);
		seen.push([sandbox.port, sandbox.vault.get(key)?.health]);
		if (change) sandbox.transition(key, change);
		await sandbox.close();
	}
	expect(seen).toEqual([[port, 'ok'], [port, 'revoked'], [port, 'ok']]);
});

describe('the folder of a command', () => {
	it('is refused while another process uses it', async () => {
		const other = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
		saveState(folder, { pid: other.pid });
		const work = jest.fn();
		await expect(withOwnFolder(folder, 'npm start', work)).rejects.toThrow(`npm start is already running (process ${other.pid}).`);
		expect(work).not.toHaveBeenCalled();
		other.kill();
	});

	it('is free again when the process has ended, been killed or failed', async () => {
		const killed = spawn(process.execPath, ['-e', '']);
		await new Promise((resolve) => killed.once('exit', resolve));
		saveState(folder, { pid: killed.pid });
		await expect(withOwnFolder(folder, 'npm start', async () => await Promise.reject(new Error('failed')))).rejects.toThrow('failed');
		expect(await withOwnFolder(folder, 'npm start', async () => await Promise.resolve(loadState(folder).pid))).toBe(process.pid);
		expect(JSON.parse(readFileSync(path.join(folder, 'demo.json'), 'utf8'))).not.toHaveProperty('pid');
	});
});
