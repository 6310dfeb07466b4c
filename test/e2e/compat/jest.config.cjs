/** The tests in the oldest supported n8n. APIDECK_VAULT_TARBALL names the packed package. */
const path = require('node:path');
const base = require('../../jest.shared.cjs');

module.exports = {
	testEnvironment: 'node',
	rootDir: path.join(__dirname, '..', '..', '..'),
	testMatch: ['<rootDir>/test/e2e/compat/realN8n.test.ts'],
	transform: base.transform,
	testTimeout: 60_000,
};
