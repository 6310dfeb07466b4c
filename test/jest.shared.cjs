const { availableParallelism } = require('node:os');

/** What all jest configurations share. The n8n loader asks for dist/*.js and gets the TypeScript sources instead. */
module.exports = {
	testEnvironment: 'node',
	modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/tools/n8n/(oldest/)?node_modules/', '<rootDir>/.cache/'],
	transform: { '^.+\\.ts$': '<rootDir>/test/esbuild.transform.cjs' },
	moduleNameMapper: { '^(.*)/dist/((?:nodes|credentials)/.*)\\.js$': '<rootDir>/$2.ts' },
	// Jest leaves one core idle, which is half of a machine with two. Some tests wait for servers, so a third worker pays there.
	maxWorkers: Math.max(3, availableParallelism()),
	// No test depends on a quiet machine.
	testTimeout: 120_000,
};
