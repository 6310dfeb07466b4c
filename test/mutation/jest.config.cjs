const shared = require('../../jest.config.js');
const judges = require('./judges.cjs');

/**
 * The tests that judge a mutant of audit/, transport/ or trigger/: the unit tests of those folders, and a few that need the engine
 * (judges.cjs). Each mutant costs a run of every test that reaches it, so slow tests stay out: what they prove, a fast one must
 * prove too.
 */
module.exports = {
	...shared,
	rootDir: '../..',
	roots: ['<rootDir>/nodes', '<rootDir>/test/unit', '<rootDir>/test/engine'],
	testMatch: ['<rootDir>/test/unit/{audit,transport,trigger}/**/*.test.ts', ...judges.byEngine.map((name) => `<rootDir>/test/engine/${name}`)],
	dependencyExtractor: require.resolve('./judges.cjs'),
	testPathIgnorePatterns: [
		'/node_modules/',
		// Slow: 4 seconds, and every step from every combination in 7 seconds.
		'<rootDir>/test/unit/audit/hostileReport.test.ts',
		'<rootDir>/test/unit/audit/monotony.test.ts',
		// Counts over thousands of connections.
		'<rootDir>/test/unit/audit/largeConsumer.test.ts',
		// Measures.
		'<rootDir>/test/unit/audit/memorySize.test.ts',
	],
	testEnvironment: require.resolve('./environment.cjs'),
	runner: require.resolve('./runner.cjs'),
	moduleNameMapper: {
		...shared.moduleNameMapper,
		'^fast-check$': require.resolve('./fastCheck.cjs'),
		'^(?:@n8n/)?(n8n-core|n8n-workflow|backend-network|fastify|axios)$': '<rootDir>/test/mutation/preloaded/$1.cjs',
	},
};
