import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const ROOT = path.join(__dirname, '..', '..', '..');
const COMMANDS = ['start', 'dev', 'sandbox', 'test', 'bench'];

/** A new clone, as far as the scripts need one: nothing is installed or built. */
let clone: string;
beforeAll(() => {
	clone = mkdtempSync(path.join(tmpdir(), 'apideck-vault-clone-'));
	for (const name of ['tools/scripts', 'package.json', 'package-lock.json']) cpSync(path.join(ROOT, name), path.join(clone, name), { recursive: true });
});
afterAll(() => rmSync(clone, { recursive: true }));

function run(...args: string[]) {
	const { status, stdout, stderr } = spawnSync(process.execPath, [path.join(clone, 'tools', 'scripts', 'run.mjs'), ...args], { cwd: clone, encoding: 'utf8' });
	return { status, stdout, stderr };
}

describe.each(COMMANDS)('the command %s', (command) => {
	it.each(['-h', '--help'])('prints its usage for %s without installing anything', (option) => {
		const { status, stdout, stderr } = run(command, option);
		expect(stdout).toMatch(new RegExp(`^npm (run )?${command} \\[-- .*\\]\n {2}`));
		expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
		expect(existsSync(path.join(clone, 'node_modules'))).toBe(false);
	});
});

it.each(COMMANDS.filter((command) => command !== 'test'))('the command %s names a wrong option, prints its usage and fails', (command) => {
	const { status, stdout, stderr } = run(command, '--wrong');
	expect(stderr).toMatch(new RegExp(`^Unknown option '--wrong'\n\nnpm (run )?${command} `));
	expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
	expect(existsSync(path.join(clone, 'node_modules'))).toBe(false);
});

it.each([
	[['--wrong'], "Unknown option '--wrong'"],
	[['nowhere'], 'There is no suite and no path "nowhere".'],
])('npm test rejects %j with its usage, before any test runs', (args, message) => {
	const { status, stdout, stderr } = spawnSync(process.execPath, [path.join(ROOT, 'tools', 'scripts', 'run.mjs'), 'test', ...args], { encoding: 'utf8' });
	expect(stderr).toContain(`${message}\n\nnpm test [`);
	expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
});
