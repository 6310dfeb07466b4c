const path = require('node:path');
const shared = require('../jest.config.js');
const files = require('./hostileFiles.cjs');

/** The suite `hostile`: `npm test -- hostile`. The suite `secrets` runs the files of test/secrets. */
const { testMatch: _all, ...others } = shared;
module.exports = { ...others, rootDir: path.join(__dirname, '..'), testRegex: files.filter((file) => !file.startsWith('/test/secrets/')), testPathIgnorePatterns: ['/node_modules/'] };
