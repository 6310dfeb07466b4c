const { TestEnvironment } = require('jest-environment-node');

const { preload } = require('./preload.cjs');
const { slowTestsOf } = require('./slowTests.cjs');

/** Leaves out the slow tests, and skips the rest of a file after its first failure: one is enough to judge a mutant. */
module.exports = class extends TestEnvironment {
	constructor(config, context) {
		super(config, context);
		preload(this.getVmContext(), this.global);
		this.isSlow = slowTestsOf(context.testPath);
	}

	async handleTestEvent(event, state) {
		// Taken out, not skipped: Stryker takes what is loaded after a skipped test for covered by it.
		if (event.name === 'run_start') this.leaveOutSlow(state.rootDescribeBlock);
		if (event.name === 'test_fn_failure' || event.name === 'hook_failure') this.failed = true;
		if (event.name === 'test_start' && this.failed) event.test.mode = 'skip';
	}

	leaveOutSlow(block) {
		block.children = block.children.filter((child) => child.type !== 'test' || !this.isSlow(child.name));
		for (const child of block.children) if (child.type === 'describeBlock') this.leaveOutSlow(child);
	}
};
