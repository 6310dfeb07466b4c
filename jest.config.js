const { availableParallelism } = require('node:os');
const hostile = require('./test/hostileFiles.cjs');

/** Tests live in test/, which mirrors nodes/. The n8n loader asks for dist/*.js: it gets the TypeScript sources instead. */
module.exports = {
	testEnvironment: 'node',
	testMatch: ['<rootDir>/test/**/*.test.ts'],
	testPathIgnorePatterns: ['/node_modules/', '<rootDir>/test/(architecture|static|e2e)/', ...hostile],
	modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/tools/n8n/(oldest/)?node_modules/', '<rootDir>/.cache/'],
	transform: { '^.+\\.ts$': '<rootDir>/test/esbuild.transform.cjs' },
	moduleNameMapper: { '^(.*)/dist/((?:nodes|credentials)/.*)\\.js$': '<rootDir>/$2.ts' },
	// Jest leaves one core idle, which is half of a machine with two. Some tests wait for servers, so a third worker pays there.
	maxWorkers: Math.max(3, availableParallelism()),
	// No test depends on a quiet machine.
	testTimeout: 120_000,
};
