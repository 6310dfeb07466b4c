const { TestEnvironment } = require('jest-environment-node');

const { preload } = require('./preload.cjs');
const { slowTestsOf } = require('./slowTests.cjs');

/** Skips the slow tests, and the rest of a file after its first failure: one is enough to judge a mutant. */
module.exports = class extends TestEnvironment {
	constructor(config, context) {
		super(config, context);
		preload(this.getVmContext(), this.global);
		this.isSlow = slowTestsOf(context.testPath);
	}

	async handleTestEvent(event) {
		if (event.name === 'test_fn_failure' || event.name === 'hook_failure') this.failed = true;
		if (event.name === 'test_start' && (this.failed || this.isSlow(event.test.name))) event.test.mode = 'skip';
	}
};
