const { dirname, join } = require('node:path');

/** Few and fixed samples make the result for a mutant reproducible. A case that only rare samples find needs an explicit example. */
const SAMPLES = 25;

// Imported by path, because in a mutation run the name `fast-check` resolves to this file.
const genuine = require(join(dirname(require.resolve('fast-check/package.json')), 'lib/cjs/fast-check.js'));

const assert = (property, parameters = {}) =>
	genuine.assert(property, { seed: 7, ...parameters, numRuns: Math.min(parameters.numRuns ?? SAMPLES, SAMPLES) });

// Building fast-check's unit `binary` takes half a second per test file and mutant. This one generates the same characters.
const anyCharacter = () => genuine.integer({ min: 0, max: 0x10f7ff }).map((code) => String.fromCodePoint(code < 0xd800 ? code : code + 0x800));
const string = (constraints = {}) =>
	genuine.string(constraints.unit === 'binary' ? { ...constraints, unit: anyCharacter() } : constraints);

const changed = { assert, string };
module.exports = { ...genuine, ...changed, default: { ...genuine.default, ...changed }, __esModule: true };
