/**
 * Loads a package like n8n (require, then `new`) and prints the side effects as a JSON list of sentences. Run in a new process: node
 * importWatch.cjs '{"folder": "…", "entries": ["dist/….js"], "before": ["n8n-workflow"]}'.
 * `before` names the modules that the host has loaded already. An empty list means no side effects at import.
 */
const asyncHooks = require('node:async_hooks');
const crypto = require('node:crypto');
const fs = require('node:fs');
const Module = require('node:module');
const path = require('node:path');

const { folder, entries, before } = JSON.parse(process.argv[2]);
const own = fs.realpathSync(folder) + path.sep;
const isOwn = (file) => typeof file === 'string' && path.resolve(file).startsWith(own);
const { builtinModules } = Module;
const realProcess = process;
const write = realProcess.stdout.write.bind(realProcess.stdout);

// The same instance that the package will load.
before.forEach(Module.createRequire(path.join(own, 'package.json')));

const found = new Set();
const say = (sentence) => found.add(sentence);

/** Reports calls of every function property, unless `allowed` accepts the call as the loader's. */
function watchFunctions(name, target, allowed = () => false) {
	for (const [key, property] of Object.entries(Object.getOwnPropertyDescriptors(target))) {
		if (typeof property.value !== 'function' || !property.writable || !property.configurable) continue;
		const original = property.value;
		const report = (args) => allowed(key, args) || say(`calls ${name}.${key}`);
		target[key] = new Proxy(original, {
			apply: (called, self, args) => (report(args), Reflect.apply(called, self, args)),
			construct: (called, args, created) => (report(args), Reflect.construct(called, args, created)),
		});
	}
}

let resolving = 0;
const resolveFilename = Module._resolveFilename;
Module._resolveFilename = function (...args) {
	resolving += 1;
	try {
		return Reflect.apply(resolveFilename, this, args);
	} finally {
		resolving -= 1;
	}
};
// The loader looks up modules and reads those of the package.
watchFunctions('fs', fs, (key, [file]) => resolving > 0 || (key === 'readFileSync' && isOwn(file) && file.endsWith('.js')));
watchFunctions('fs.promises', fs.promises);
watchFunctions('crypto', crypto);

const load = Module._load;
Module._load = function (request, parent, ...rest) {
	if (isOwn(parent?.filename)) {
		const isBuiltin = request.startsWith('node:') || builtinModules.includes(request);
		const fine = isBuiltin ? request === 'node:crypto' : request.startsWith('.') ? isOwn(Module._resolveFilename(request, parent)) : before.includes(request);
		if (!fine) say(`requires ${request}`);
	}
	return Reflect.apply(load, this, [request, parent, ...rest]);
};

for (const name of ['setTimeout', 'setInterval', 'setImmediate', 'queueMicrotask', 'fetch', 'WebSocket', 'structuredClone']) {
	const original = globalThis[name];
	if (original) globalThis[name] = new Proxy(original, { apply: (...all) => (say(`calls ${name}`), Reflect.apply(...all)) });
}
watchFunctions('Math', Math, (key) => key !== 'random');
watchFunctions('console', console);
globalThis.Date = new Proxy(Date, {
	get: (target, key) => (key === 'now' && say('asks for the time'), Reflect.get(target, key)),
	apply: (...all) => (say('asks for the time'), Reflect.apply(...all)),
	construct: (target, args, created) => (args.length === 0 && say('asks for the time'), Reflect.construct(target, args, created)),
});
// Node's own code does not use the global, so every access comes from the package.
globalThis.process = new Proxy(realProcess, {
	get: (target, key) => (say(`reads process.${String(key)}`), Reflect.get(target, key)),
	set: (target, key, value) => (say(`sets process.${String(key)}`), Reflect.set(target, key, value)),
	has: (target, key) => (say(`reads process.${String(key)}`), Reflect.has(target, key)),
});

const SHARED = ['Object', 'Array', 'String', 'Number', 'Boolean', 'Function', 'Promise', 'Map', 'Set', 'Error', 'RegExp', 'JSON', 'Math', 'Reflect'];
/** The names of all shared globals. */
const sharedNames = () => [
	...Reflect.ownKeys(globalThis).map(String),
	...SHARED.flatMap((name) =>
		[globalThis[name], globalThis[name].prototype ?? {}].flatMap((each, i) => Reflect.ownKeys(each).map((key) => `${name}${i ? '.prototype' : ''}.${String(key)}`)),
	),
	...realProcess.eventNames().map((name) => `a listener of process for ${String(name)}`),
	...Object.keys(Module._extensions).map((name) => `a loader for ${name}`),
];

// Only the package may run between the two counts.
const resources = realProcess.getActiveResourcesInfo();
const names = new Set(sharedNames());
// Installing the watchers made Node load more of its own modules.
found.clear();
const hook = asyncHooks.createHook({ init: (_, type) => say(`starts ${type}`) }).enable();
const exported = entries.map((entry) => require(path.join(own, entry)));
for (const each of exported) for (const value of Object.values(each)) if (typeof value === 'function') new value();
hook.disable();

for (const name of sharedNames()) if (!names.has(name)) say(`adds ${name}`);
const left = realProcess.getActiveResourcesInfo();
for (const type of resources) if (left.includes(type)) left.splice(left.indexOf(type), 1);
for (const type of left) say(`leaves open ${type}`);
// Open handles of the package would keep the process alive.
write(`${JSON.stringify([...found].sort())}\n`, () => realProcess.exit());
