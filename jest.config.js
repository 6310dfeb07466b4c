/** Tests live in test/, which mirrors nodes/. The n8n loader asks for dist/*.js: it gets the TypeScript sources instead. */
module.exports = {
	testEnvironment: 'node',
	testMatch: ['<rootDir>/test/**/*.test.ts'],
	testPathIgnorePatterns: ['/node_modules/', '<rootDir>/test/static/'],
	modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/e2e/', '<rootDir>/.cache/'],
	transform: { '^.+\\.ts$': '<rootDir>/test/esbuild.transform.cjs' },
	moduleNameMapper: { '^(.*)/dist/((?:nodes|credentials)/.*)\\.js$': '<rootDir>/$2.ts' },
	// Jest leaves one core idle, which is half of a machine with two.
	maxWorkers: '100%',
	// No test depends on a quiet machine.
	testTimeout: 120_000,
};
