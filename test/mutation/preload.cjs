const { readFileSync } = require('node:fs');
const Module = require('node:module');
const path = require('node:path');
const { isNativeError } = require('node:util/types');
const { runInContext } = require('node:vm');
const { process: transform } = require('../esbuild.transform.cjs');

/** Runs one of the project's TypeScript files outside jest. */
function run(file) {
	const compiled = new Module(file, module);
	compiled.filename = file;
	compiled.paths = module.paths;
	compiled._compile(transform(readFileSync(file, 'utf8'), file).code, file);
}

let isReady = false;

/** One of the packages that n8n consists of; they read the environment while they are loaded. */
function load(name) {
	if (!isReady) run(path.join(__dirname, '../../embedded/environment.ts'));
	isReady = true;
	return require(name);
}

const prepared = new Set();

/** Does something to what all test files share, once. */
function once(what, action) {
	if (!prepared.has(what)) action();
	prepared.add(what);
}

/** Errors of these packages are made outside jest's own world, with an `Error` of their own. */
const MAKE_ONE_ERROR = `((isNativeError) => {
	const isInstance = Error[Symbol.hasInstance];
	Object.defineProperty(Error, Symbol.hasInstance, {
		value(value) { return this === Error ? isNativeError(value) : isInstance.call(this, value); },
	});
})`;

/**
 * Gives a test file the packages that mutants never touch, loaded once per process instead of once per test file and mutant: n8n
 * alone takes almost two seconds. jest.config.cjs sends their names to the files in preloaded/, which ask here.
 */
exports.preload = (context, global) => {
	global.__preloaded = { load, once };
	runInContext(MAKE_ONE_ERROR, context)(isNativeError);
};
