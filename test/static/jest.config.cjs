const shared = require('../../jest.config.js');

/** Checks of the sources that take too long for `npm test`; `npm run lint` runs them. */
module.exports = { ...shared, rootDir: '../..', testMatch: ['<rootDir>/test/static/**/*.test.ts'], testPathIgnorePatterns: ['/node_modules/'] };
