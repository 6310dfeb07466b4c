const { basename } = require('node:path');

const core = globalThis.__preloaded.load('n8n-core');

/** The node is what is tested: jest loads it, and the mutant with it. */
core.PackageDirectoryLoader.prototype.loadClass = function (source) {
	const [name] = basename(source).split('.');
	return new (require(this.resolvePath(source))[name])();
};
module.exports = core;
