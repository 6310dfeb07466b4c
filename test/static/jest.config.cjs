const shared = require('../jest.shared.cjs');

/** Checks of the sources and their imports that are too slow for `npm test`. `npm run lint` runs them. */
module.exports = { ...shared, rootDir: '../..', testMatch: ['<rootDir>/test/{static,architecture}/**/*.test.ts'], testPathIgnorePatterns: ['/node_modules/'] };
