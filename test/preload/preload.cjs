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

/** A package of n8n. Such packages read the environment when they are loaded. */
function load(name) {
	if (!isReady) run(path.join(__dirname, '..', '..', 'tools', 'engine', 'environment.ts'));
	isReady = true;
	return require(name);
}

const prepared = new Set();

/** Changes state that all test files share, once. */
function once(what, action) {
	if (!prepared.has(what)) action();
	prepared.add(what);
}

/** Errors of these packages are created outside jest's context, with a different `Error`. */
const MAKE_ONE_ERROR = `((isNativeError) => {
	const isInstance = Error[Symbol.hasInstance];
	Object.defineProperty(Error, Symbol.hasInstance, {
		value(value) { return this === Error ? isNativeError(value) : isInstance.call(this, value); },
	});
})`;

/**
 * Provides packages loaded once per process instead of once per test file, because n8n takes almost two seconds to load. The jest
 * configurations map their names to the files in packages/, which call this.
 */
exports.preload = (context, global) => {
	global.__preloaded = { load, once };
	runInContext(MAKE_ONE_ERROR, context)(isNativeError);
};
