/** Queue mode. APIDECK_VAULT_TARBALL names the packed package. */
const path = require('node:path');
const base = require('../../jest.shared.cjs');

module.exports = {
	testEnvironment: 'node',
	rootDir: path.join(__dirname, '..', '..', '..'),
	testMatch: ['<rootDir>/test/e2e/queue/*.test.ts'],
	transform: base.transform,
	testTimeout: 300_000,
};
