const { TestEnvironment } = require('jest-environment-node');

const { preload } = require('../preload/preload.cjs');
const { slowTestsOf } = require('./slowTests.cjs');

/** Leaves out the slow tests and skips the rest of a file after its first failure, because one failure kills a mutant. */
module.exports = class extends TestEnvironment {
	constructor(config, context) {
		super(config, context);
		preload(this.getVmContext(), this.global);
		this.isSlow = slowTestsOf(context.testPath);
	}

	async handleTestEvent(event, state) {
		// The tests are removed instead of skipped, because Stryker assigns coverage after a skipped test to that test.
		if (event.name === 'run_start') this.leaveOutSlow(state.rootDescribeBlock);
		if (event.name === 'test_fn_failure' || event.name === 'hook_failure') this.failed = true;
		if (event.name === 'test_start' && this.failed) event.test.mode = 'skip';
	}

	leaveOutSlow(block) {
		block.children = block.children.filter((child) => child.type !== 'test' || !this.isSlow(child.name));
		for (const child of block.children) if (child.type === 'describeBlock') this.leaveOutSlow(child);
	}
};
