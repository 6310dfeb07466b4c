import axios from 'axios';
import { spawn } from 'node:child_process';
import { join } from 'node:path';

import { startSandbox } from '../../../tools/sandbox';

const SCRIPT = join(__dirname, '..', '..', '..', 'tools', 'scripts', 'run.mjs');

function run(port: number) {
	const child = spawn(process.execPath, [SCRIPT, 'sandbox'], { env: { ...process.env, SANDBOX_PORT: String(port) } });
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
	it('prints how to use it, serves requests, and stops on SIGTERM', async () => {
		const sandbox = run(0);
		await sandbox.printed('Press Ctrl-C to stop.');
		const { url } = /Base URL\s+(?<url>http:\/\/127\.0\.0\.1:\d+)/.exec(sandbox.output())?.groups ?? {};
		const { data } = await axios.get(`${url}/_sandbox`);
		expect(data.data).toMatchObject({ scenario: 'demo' });
		for (const text of ['sandbox-key-not-a-secret', 'sandbox-app', 'test-consumer', '/_sandbox/faults'])
			expect(sandbox.output()).toContain(text);
		sandbox.child.kill('SIGTERM');
		expect(await sandbox.exit).toBe(0);
	});

	it('reports that the port is in use', async () => {
		const taken = await startSandbox();
		const sandbox = run(taken.port);
		expect(await sandbox.exit).toBe(1);
		expect(sandbox.output()).toBe(
			`Port ${taken.port} is in use. Choose another one: SANDBOX_PORT=${taken.port + 1} npm run sandbox\n`,
		);
		await taken.close();
	});
});
