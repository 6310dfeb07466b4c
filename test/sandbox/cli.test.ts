/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-dangerous-functions -- development only: never runs inside n8n */
import axios from 'axios';
import { spawn } from 'node:child_process';
import { join } from 'node:path';

import { startSandbox } from '../../sandbox';

const SCRIPT = join(__dirname, '..', '..', 'scripts', 'sandbox.mjs');

function run(port: number) {
	const child = spawn(process.execPath, [SCRIPT], { env: { ...process.env, SANDBOX_PORT: String(port) } });
	let output = '';
	const listeners: Array<() => void> = [];
	for (const stream of [child.stdout, child.stderr]) {
		stream.on('data', (chunk: Buffer) => {
			output += chunk.toString('utf8');
			listeners.forEach((listener) => listener());
		});
	}
	const exit = new Promise<number | null>((resolve) => child.once('exit', resolve));
	const printed = (text: string) =>
		new Promise<void>((resolve, reject) => {
			const check = () => output.includes(text) && resolve();
			listeners.push(check);
			check();
			void exit.then(() => reject(new Error(`Ended without printing "${text}": ${output}`)));
		});
	return { child, exit, printed, output: () => output };
}

describe('npm run sandbox', () => {
	it('prints what is needed to use it, serves, and ends cleanly on SIGTERM', async () => {
		const sandbox = run(0);
		await sandbox.printed('Ctrl-C ends it.');
		const { url } = /Base URL\s+(?<url>http:\/\/127\.0\.0\.1:\d+)/.exec(sandbox.output())?.groups ?? {};
		const { data } = await axios.get(`${url}/_sandbox`);
		expect(data.data).toMatchObject({ scenario: 'default' });
		for (const text of ['sandbox-key-not-a-secret', 'sandbox-app', 'test-consumer', '/_sandbox/faults'])
			expect(sandbox.output()).toContain(text);
		sandbox.child.kill('SIGTERM');
		expect(await sandbox.exit).toBe(0);
	});

	it('says so when the port is taken', async () => {
		const taken = await startSandbox();
		const sandbox = run(taken.port);
		expect(await sandbox.exit).toBe(1);
		expect(sandbox.output()).toBe(
			`Port ${taken.port} is taken. Choose another one: SANDBOX_PORT=${taken.port + 1} npm run sandbox\n`,
		);
		await taken.close();
	});
});
