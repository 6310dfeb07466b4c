// npm run check: everything that the README promises, cheapest first. It needs Node, npm and git. The suites install what else they
// need (Debian's chromium, PostgreSQL and Redis) when they run as root.
import { spawn } from 'node:child_process';
import { root } from './install.mjs';
import { environmentForNpm, npmScript } from './npm.cjs';

const npm = (name, command, env) => ({ name, args: command.split(' '), env });

/** Steps that run side by side share a row: where one waits, for n8n or for npm, the other computes. */
const ROWS = [
	[npm('types and tests', 'test -- --ci')],
	[npm('build', 'run build')],
	[npm('lint and package scan', 'run lint'), npm('hostile input', 'test -- hostile --ci')],
	[npm('embedded audit and real n8n', 'start -- --once')],
	[npm('two clones, one tarball', 'test -- package'), npm('secrets', 'test -- secrets')],
	[npm('npm run dev', 'test -- dev'), npm('faults', 'test -- faults')],
	[npm('queue mode', 'test -- queue'), npm('the editor in a real browser', 'test -- e2e')],
	[npm('n8n 1.123', 'test -- compat')],
	// A full run takes more than half an hour; the workflow for main does that.
	[npm('mutation testing, one statement in twenty', 'test -- mutation', { MUTATION_SHARE: process.env.MUTATION_SHARE ?? '20' })],
];

/** Runs one step. Its output is shown at once, or, when another one has the screen, returned. */
function run({ name, args, env }, isShown) {
	const started = Date.now();
	const script = npmScript();
	if (isShown) console.log(`== ${name}`);
	return new Promise((resolve) => {
		const child = spawn(script ? process.execPath : 'npm', [...(script ? [script] : []), ...args], {
			cwd: root,
			env: environmentForNpm(env),
			stdio: isShown ? ['ignore', 'inherit', 'inherit'] : ['ignore', 'pipe', 'pipe'],
		});
		let output = '';
		for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => (output += chunk));
		const end = (passed) => {
			const seconds = Math.round((Date.now() - started) / 1000);
			resolve({ passed, output, line: `== ${name}: ${passed ? 'passed' : 'FAILED'} (${seconds} s)` });
		};
		child.on('error', (error) => {
			output += error.message;
			end(false);
		});
		child.on('close', (code) => end(code === 0));
	});
}

export async function main() {
	const results = [];
	for (const row of ROWS) {
		const running = row.map((step, index) => run(step, index === 0));
		for (const [index, step] of row.entries()) {
			const result = await running[index];
			if (index > 0) process.stdout.write(`== ${step.name}\n${result.output}`);
			console.log(result.line);
			results.push(result);
		}
	}
	console.log();
	for (const { line } of results) console.log(line);
	const failed = results.filter(({ passed }) => !passed).length;
	console.log(`${results.length - failed} passed, ${failed} failed`);
	return failed === 0 ? 0 : 1;
}
