const { basename, sep } = require('node:path');
const { default: TestRunner } = require('jest-runner');

const nameOf = (file) => basename(file).replace(/(\.test)?\.ts$/, '').toLowerCase();

/**
 * Stops at the first file that fails. Jest's `bail` would end the process, and without it every mutant would run every file.
 * The unit tests run first, starting with the one named after the mutated file, because it is the most specific.
 */
module.exports = class extends TestRunner {
	async runTests(tests, watcher, options) {
		let failed = false;
		this.on('test-file-success', ([, { numFailingTests }]) => (failed ||= numFailingTests > 0));
		this.on('test-file-failure', () => (failed = true));
		for (const test of this.inOrder(tests)) {
			if (!failed) await super.runTests([test], watcher, options);
		}
	}

	inOrder(tests) {
		const mutated = this._globalConfig.nonFlagArgs.map(nameOf);
		const rank = ({ path }) => {
			const isNamesake = mutated.some((name) => name.includes(nameOf(path)) || nameOf(path).includes(name));
			return `${path.includes(`${sep}engine${sep}`)} ${!isNamesake} ${path}`;
		};
		return [...tests].sort((a, b) => (rank(a) < rank(b) ? -1 : 1));
	}
};
