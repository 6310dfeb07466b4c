/** Jest transformer: TypeScript to CommonJS by esbuild; `npm test` checks types beside the tests. */
const { createHash } = require('node:crypto');
const esbuild = require('esbuild');

module.exports = {
	getCacheKey: (source, filename) =>
		createHash('sha1').update(esbuild.version).update(filename).update(source).digest('hex'),
	process: (source, filename) => ({
		code: esbuild.transformSync(source, {
			loader: 'ts',
			format: 'cjs',
			target: 'node20',
			sourcemap: 'inline',
			sourcefile: filename,
		}).code,
	}),
};
