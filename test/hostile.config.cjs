const path = require('node:path');
const shared = require('./jest.shared.cjs');
const files = require('./hostileFiles.cjs');

/** The suite `hostile`: `npm test -- hostile`. The suite `secrets` runs the files of test/secrets. */
module.exports = { ...shared, rootDir: path.join(__dirname, '..'), testRegex: files.filter((file) => !file.startsWith('/test/secrets/')), testPathIgnorePatterns: ['/node_modules/'] };
