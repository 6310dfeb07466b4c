const { createHash } = require('node:crypto');
const { readFileSync } = require('node:fs');
const path = require('node:path');

const TRANSPORT = ['transport/client', 'transport/sender', 'transport/call', 'transport/session', 'transport/stopped'];

/**
 * Which tests judge a mutant: those that import its file. These load the node through n8n's own loader, which imports nothing that
 * could be followed, so what they judge is named here. Paths below nodes/ApideckVault.
 */
const BY_ENGINE = {
	'transportClient.test.ts': TRANSPORT,
	'transportRun.test.ts': TRANSPORT,
	'triggerReceive.test.ts': ['trigger/receive', 'trigger/parameters'],
	'triggerRefuse.test.ts': ['trigger/receive', 'trigger/parameters'],
	'triggerStored.test.ts': ['trigger/receive', 'trigger/parameters'],
	'triggerLifecycle.test.ts': ['trigger/lifecycle', 'trigger/subscription', 'trigger/parameters'],
	'triggerRegister.test.ts': ['trigger/lifecycle', 'trigger/subscription', 'trigger/parameters'],
};

const SOURCES = path.join(__dirname, '../../nodes/ApideckVault');
const AUDIT = path.join(SOURCES, 'audit') + path.sep;

/** Jest's `dependencyExtractor`, from which it finds the tests of a changed file. Inside the sources only audit/ is followed: its parts are tested through each other. */
module.exports = {
	byEngine: Object.keys(BY_ENGINE),
	getCacheKey: () => createHash('sha1').update(readFileSync(__filename)).digest('hex'),
	extract(code, file, extract) {
		const imported = [...extract(code, file)];
		const folder = path.dirname(file);
		if (file.startsWith(AUDIT)) return new Set(imported.filter((name) => path.resolve(folder, name).startsWith(AUDIT)));
		if (file.startsWith(SOURCES)) return new Set();
		const judged = BY_ENGINE[path.basename(file)] ?? [];
		return new Set([...imported, ...judged.map((name) => path.relative(folder, path.join(SOURCES, name)))]);
	},
};
