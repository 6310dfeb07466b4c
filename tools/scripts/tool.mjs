// Runs the command-line tools of node_modules.
import { spawn } from 'node:child_process';
import path from 'node:path';
import { root } from './install.mjs';

/** Runs a tool (a path in node_modules) in the foreground; resolves with its exit code, 1 when a signal ended it. */
export async function runTool(file, args = [], { env = {} } = {}) {
	const { code } = await start(file, args, { stdio: 'inherit', env: { ...process.env, ...env } });
	return code;
}

/** Runs a tool beside others; resolves with its exit code and what it printed. */
export async function captureTool(file, args = []) {
	return await start(file, args, { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, FORCE_COLOR: process.stdout.isTTY ? '1' : '0' } });
}

function start(file, args, options) {
	return new Promise((resolve, reject) => {
		const child = spawn(process.execPath, [path.join(root, 'node_modules', file), ...args], { cwd: root, ...options });
		let output = '';
		for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => (output += chunk));
		child.on('error', reject);
		child.on('close', (code) => resolve({ code: code ?? 1, output }));
	});
}
