// The suites of `npm test -- <suite>`.
import path from 'node:path';
import { ensureInstalled, root } from './install.mjs';
import { runMain } from './main.mjs';
import { runTool } from './tool.mjs';

/** A suite with a program of its own, which ends with the line `N passed, N failed`, also when it cannot start. */
const program = (file, options) => async (args) => {
	try {
		return await runMain(file, args, options);
	} catch (error) {
		console.error(error.message);
		console.log('0 passed, 1 failed');
		return 1;
	}
};

const tool = (file, fixed) => async (args) => {
	await ensureInstalled();
	return await runTool(file, [...fixed, ...args]);
};

const jest = (config) => tool('jest/bin/jest.js', ['--config', path.join(root, config)]);

export const SUITES = {
	/** Every operation in n8n's engine, against the sandbox behind a proxy that makes requests fail. */
	faults: program('../../test/faults/main.ts'),
	/** Generated input: every parameter, response and event with hostile values. */
	hostile: jest('test/hostile.config.cjs'),
	/** Checks of the sources that need no run: regular expressions. */
	static: jest('test/static/jest.config.cjs'),
	/** Planted secrets in everything that a run leaves behind, in n8n's engine and in a real n8n. */
	secrets: program('../../test/e2e/secrets/main.ts'),
	/** The editor of a real n8n in a real browser. */
	e2e: program('../../test/e2e/browser/main.ts'),
	/** The engine tests and the packed package on the oldest supported n8n. */
	compat: program('../../test/e2e/compat/main.ts'),
	/** The packed package in n8n's queue mode. */
	queue: program('../../test/e2e/queue/main.ts'),
	/** Two clean clones give the same tarball. */
	package: program('../../test/package/main.ts', { build: false }),
	/** `npm run dev` in a copy of the checkout. */
	dev: program('../dev/check/main.ts', { build: false }),
	/** Whether the tests notice a change of the code. */
	mutation: tool('@stryker-mutator/core/bin/stryker.js', ['run']),
};
