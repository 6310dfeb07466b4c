const { basename } = require('node:path');

const core = globalThis.__preloaded.load('n8n-core');

/** Jest must load the node itself, because it contains the mutant. */
core.PackageDirectoryLoader.prototype.loadClass = function (source) {
	const [name] = basename(source).split('.');
	return new (require(this.resolvePath(source))[name])();
};
module.exports = core;
