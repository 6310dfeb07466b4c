const { TestEnvironment } = require('jest-environment-node');

const { preload } = require('./preload.cjs');

/** Jest's environment for Node with n8n's packages already loaded. */
module.exports = class extends TestEnvironment {
	constructor(config, context) {
		super(config, context);
		preload(this.getVmContext(), this.global);
	}
};
