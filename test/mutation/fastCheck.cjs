const { dirname, join } = require('node:path');

/** A mutant's fate must not hang on luck: few samples, always the same ones. What only the thousandth sample finds needs an example. */
const SAMPLES = 25;

// By its path: in a mutation run the name `fast-check` leads here.
const genuine = require(join(dirname(require.resolve('fast-check/package.json')), 'lib/cjs/fast-check.js'));

const assert = (property, parameters = {}) =>
	genuine.assert(property, { seed: 7, ...parameters, numRuns: Math.min(parameters.numRuns ?? SAMPLES, SAMPLES) });

// fast-check's own unit `binary` takes half a second to build, once per test file and mutant; this one gives the same characters.
const anyCharacter = () => genuine.integer({ min: 0, max: 0x10f7ff }).map((code) => String.fromCodePoint(code < 0xd800 ? code : code + 0x800));
const string = (constraints = {}) =>
	genuine.string(constraints.unit === 'binary' ? { ...constraints, unit: anyCharacter() } : constraints);

const changed = { assert, string };
module.exports = { ...genuine, ...changed, default: { ...genuine.default, ...changed }, __esModule: true };
