const hostile = require('./test/hostileFiles.cjs');
const { maxWorkers, testTimeout, ...shared } = require('./test/jest.shared.cjs');

/** Compares errors of the credential, which n8n's packages of another context would tell apart. Loads n8n itself. */
const OWN_N8N = 'credential\\.test\\.ts$';
const NEVER = ['/node_modules/', '<rootDir>/test/(architecture|static|e2e)/', ...hostile];

/** Tests live in test/, which mirrors nodes/. Those that run n8n's engine share one n8n per worker, because it takes seconds to load. */
module.exports = {
	maxWorkers,
	testTimeout,
	projects: [
		{
			...shared,
			displayName: 'engine',
			testMatch: ['<rootDir>/test/{engine,contract}/**/*.test.ts'],
			testPathIgnorePatterns: [...NEVER, `<rootDir>/test/engine/${OWN_N8N}`],
			testEnvironment: '<rootDir>/test/preload/environment.cjs',
			moduleNameMapper: {
				...shared.moduleNameMapper,
				'^(?:@n8n/)?(n8n-core|n8n-workflow|backend-network|fastify|axios)$': '<rootDir>/test/preload/packages/$1.cjs',
			},
		},
		{
			...shared,
			displayName: 'other',
			testMatch: ['<rootDir>/test/**/*.test.ts'],
			testPathIgnorePatterns: [...NEVER, `<rootDir>/test/engine/(?!${OWN_N8N})`, '<rootDir>/test/contract/'],
		},
	],
};
