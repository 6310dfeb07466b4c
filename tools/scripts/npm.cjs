/** Runs npm and says in a sentence why it failed. Free of dependencies: this is what installs them. */
const { spawn } = require('node:child_process');
const { existsSync } = require('node:fs');
const path = require('node:path');

/** npm failed: `message` is for people, `output` holds the end of what npm printed. */
class NpmFailure extends Error {
	constructor(message, output) {
		super(message);
		this.name = 'NpmFailure';
		this.output = output;
	}
}

const causes = [
	[/ENOSPC|no space left on device/i, 'the disk is full'],
	[
		/ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|ERR_SOCKET_TIMEOUT|UND_ERR_CONNECT_TIMEOUT/,
		'the npm registry could not be reached: check the network, and the proxy settings if there is one',
	],
	[
		/UNABLE_TO_(GET_ISSUER_CERT|VERIFY_LEAF)|SELF_SIGNED_CERT|CERT_HAS_EXPIRED/,
		"the npm registry's certificate is not trusted here: behind such a proxy npm needs its certificate (npm config set cafile)",
	],
	[/E401|E403/, 'the npm registry refused access'],
	[/E404|ETARGET/, 'the npm registry does not have a package that is needed'],
	[/EINTEGRITY/, 'a download was damaged (run "npm cache verify", then try again)'],
	[/EUSAGE/, 'package.json and package-lock.json do not belong together'],
	[/EACCES|EPERM|EROFS/, 'a file or folder may not be written'],
	[/gyp ERR!|not found: make|No module named|node-gyp/, 'a native module could not be compiled: python3, make and a C++ compiler are needed'],
];

/**
 * What went wrong, in one sentence: the cause when npm's output names a known one, else npm's own last error lines.
 * @param {string} task what npm was doing, e.g. "npm ci"
 * @param {string} output what npm printed
 */
function explainNpmFailure(task, output) {
	const known = causes.find(([pattern]) => pattern.test(output));
	const own = output
		.split('\n')
		.filter((line) => /^npm (error|ERR!)/.test(line) && !/A complete log of this run/.test(line))
		.map((line) => line.replace(/^npm (error|ERR!)\s*/, '').trim())
		.filter(Boolean)
		.slice(0, 3)
		.join('; ');
	const code = /(?:npm (?:error|ERR!) code|errno) (E[A-Z_]+\d*)/.exec(output)?.[1];
	const reason = known ? known[1] + (code ? ` (${code})` : '') : own || output.trim().split('\n').slice(-3).join('; ');
	return `${task} failed: ${reason || 'npm gave no reason'}.`;
}

/** How to start npm: its script, run by a Node of our choice, so that a shell or PATH plays no part. */
function npmScript() {
	const beside = path.dirname(process.execPath);
	const candidates = [
		process.env.npm_execpath,
		path.join(beside, '..', 'lib', 'node_modules', 'npm', 'bin', 'npm-cli.js'),
		path.join(beside, 'node_modules', 'npm', 'bin', 'npm-cli.js'),
		'/usr/share/nodejs/npm/bin/npm-cli.js',
	];
	return candidates.find((file) => file && /npm-cli\.js$/.test(file) && existsSync(file));
}

/** The environment without what an outer `npm run` put there: that would make the inner npm work on the outer package. */
function environmentForNpm(extra = {}) {
	const inherited = Object.entries(process.env).filter(
		([name]) => !/^npm_(package|lifecycle|command|node_execpath|config_(local_prefix|ignore_scripts|noproxy|omit|production))/i.test(name),
	);
	return { ...Object.fromEntries(inherited), ...extra };
}

/**
 * Runs npm. Resolves with its output; rejects with NpmFailure.
 * @param {string[]} args
 * @param {{ cwd: string, node?: string, env?: Record<string, string>, signal?: AbortSignal }} options
 *   `node`: the Node that runs npm (this one unless told); `signal` stops npm
 */
function runNpm(args, { cwd, node = process.execPath, env = {}, signal: stop }) {
	const script = npmScript();
	const command = script ? node : process.platform === 'win32' ? 'npm.cmd' : 'npm';
	const all = [...(script ? [script] : []), ...args, '--no-audit', '--no-fund', '--no-update-notifier'];
	return new Promise((resolve, reject) => {
		const child = spawn(command, all, {
			cwd,
			env: environmentForNpm(env),
			stdio: ['ignore', 'pipe', 'pipe'],
			shell: !script && process.platform === 'win32',
			signal: stop,
		});
		let output = '';
		const keep = (chunk) => {
			output = (output + chunk).slice(-200_000);
		};
		child.stdout.on('data', keep);
		child.stderr.on('data', keep);
		const task = `npm ${args.filter((arg) => !arg.startsWith('-')).join(' ')}`;
		child.on('error', (error) => {
			// An aborted npm still needs time to end.
			if (child.pid === undefined) reject(new NpmFailure(`${task} could not be started: ${error.message}.`, output));
		});
		child.on('close', (code, signal) => {
			if (code === 0) resolve(output);
			else if (signal) reject(new NpmFailure(`${task} was stopped (${signal}).`, output));
			else reject(new NpmFailure(explainNpmFailure(task, output), output));
		});
	});
}

module.exports = { NpmFailure, environmentForNpm, explainNpmFailure, npmScript, runNpm };
