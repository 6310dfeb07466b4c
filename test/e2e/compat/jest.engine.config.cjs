/**
 * The engine tests with the n8n-core and n8n-workflow of another n8n. APIDECK_VAULT_ENGINE names the node_modules folder of its installation.
 */
const path = require('node:path');
const base = require('../../jest.shared.cjs');

const modules = process.env.APIDECK_VAULT_ENGINE;
if (!modules) throw new Error('APIDECK_VAULT_ENGINE must name the node_modules folder of an installed n8n');
const place = modules.replaceAll('$', '$$$$');

module.exports = {
	...base,
	rootDir: path.join(__dirname, '..', '..', '..'),
	// The hostile input too: it must do no more harm in the oldest n8n.
	testPathIgnorePatterns: ['/node_modules/'],
	testMatch: ['<rootDir>/test/{engine,secrets}/**/*.test.ts', '<rootDir>/test/e2e/compat/engineVersion.test.ts'],
	moduleNameMapper: {
		...base.moduleNameMapper,
		'^(n8n-core|n8n-workflow)(/package\\.json)?$': `${place}/$1$2`,
		'^@n8n/backend-network$': '<rootDir>/test/e2e/compat/backendNetwork.cjs',
	},
};
