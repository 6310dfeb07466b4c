const shared = require('../jest.shared.cjs');
const selection = require('./testSelection.cjs');

/**
 * The tests for mutants of actions/, audit/, parameters/, transport/ or trigger/: the unit tests of those folders, and a few that need the engine (testSelection.cjs).
 * Every mutant runs every test that reaches it, so slow tests are excluded. Fast tests must prove the same.
 */
module.exports = {
	...shared,
	rootDir: '../..',
	roots: ['<rootDir>/nodes', '<rootDir>/test/unit', '<rootDir>/test/engine'],
	testMatch: ['<rootDir>/test/unit/{actions,audit,parameters,transport,trigger}/**/*.test.ts', ...selection.byEngine.map((name) => `<rootDir>/test/engine/${name}`)],
	dependencyExtractor: require.resolve('./testSelection.cjs'),
	testPathIgnorePatterns: [
		'/node_modules/',
		// These tests take 4 and 7 seconds.
		'<rootDir>/test/unit/audit/hostileReport.test.ts',
		'<rootDir>/test/unit/audit/monotonicity.test.ts',
		// This test counts thousands of connections.
		'<rootDir>/test/unit/audit/largeConsumer.test.ts',
		// Random values for every parameter.
		'<rootDir>/test/unit/parameters/hostile.test.ts',
		// 2,100 consumers.
		'<rootDir>/test/unit/actions/lastRun.test.ts',
		// This test measures times.
		'<rootDir>/test/unit/audit/memorySize.test.ts',
	],
	testEnvironment: require.resolve('./environment.cjs'),
	runner: require.resolve('./runner.cjs'),
	moduleNameMapper: {
		...shared.moduleNameMapper,
		'^fast-check$': require.resolve('./fastCheck.cjs'),
		'^(?:@n8n/)?(n8n-core|n8n-workflow|backend-network|fastify|axios)$': '<rootDir>/test/preload/packages/$1.cjs',
	},
};
