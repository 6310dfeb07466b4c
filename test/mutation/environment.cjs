const { TestEnvironment } = require('jest-environment-node');

const { preload } = require('./preload.cjs');

/** One failed test is enough to judge a mutant: the rest of its file is skipped. */
module.exports = class extends TestEnvironment {
	constructor(config, context) {
		super(config, context);
		preload(this.getVmContext(), this.global);
	}

	async handleTestEvent(event) {
		if (event.name === 'test_fn_failure' || event.name === 'hook_failure') this.failed = true;
		if (event.name === 'test_start' && this.failed) event.test.mode = 'skip';
	}
};
