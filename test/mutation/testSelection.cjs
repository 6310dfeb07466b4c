const { createHash } = require('node:crypto');
const { existsSync, readdirSync, readFileSync } = require('node:fs');
const path = require('node:path');

/** How items become requests and output: every operation with fixed values, with expressions, and with wrong values. */
const OPERATIONS = ['actions', 'parameters'];
/** The part of the audit that sends requests. */
const SCAN = ['audit/scan'];
const TRANSPORT = ['transport/client', 'transport/call', 'transport/session', 'transport/cancel'];

/**
 * A mutant is tested by the tests that import its file. These tests load the node through n8n's loader, without imports to follow, so their
 * files and folders are listed here. Paths below nodes/ApideckVault.
 */
const BY_ENGINE = {
	'auditChanges.test.ts': SCAN,
	'auditDetails.test.ts': SCAN,
	'auditFailures.test.ts': SCAN,
	'auditFilters.test.ts': ['actions/audit', ...SCAN],
	'auditLinks.test.ts': SCAN,
	'auditMemory.test.ts': ['actions/execute', 'actions/audit', ...SCAN],
	'auditOutput.test.ts': ['actions/audit', 'actions/outputs'],
	'auditResponses.test.ts': SCAN,
	'auditScope.test.ts': SCAN,
	'items.test.ts': OPERATIONS,
	'operations.test.ts': OPERATIONS,
	'parameters.test.ts': OPERATIONS,
	'rows.test.ts': OPERATIONS,
	'settings.test.ts': OPERATIONS,
	'vaultOperations.test.ts': OPERATIONS,
	'vaultParameters.test.ts': OPERATIONS,
	'transportClient.test.ts': TRANSPORT,
	'transportRun.test.ts': TRANSPORT,
	'triggerReceive.test.ts': ['trigger/handleWebhook', 'trigger/parameters'],
	'triggerRefuse.test.ts': ['trigger/handleWebhook', 'trigger/parameters'],
	'triggerStored.test.ts': ['trigger/handleWebhook', 'trigger/parameters'],
	'triggerLifecycle.test.ts': ['trigger/webhookMethods', 'trigger/subscription', 'trigger/parameters'],
	'triggerRegister.test.ts': ['trigger/webhookMethods', 'trigger/subscription', 'trigger/parameters'],
};

const SOURCES = path.join(__dirname, '../../nodes/ApideckVault');
/** Folders whose files are tested through each other. */
const TESTED_TOGETHER = ['audit', 'parameters'].map((folder) => path.join(SOURCES, folder) + path.sep);

/** A file, or every file of a folder. */
function expand(name) {
	const place = path.join(SOURCES, name);
	if (!existsSync(place)) return [place];
	return readdirSync(place, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts')).map((file) => path.join(place, file.slice(0, -'.ts'.length)));
}

/**
 * Jest's `dependencyExtractor`, with which it finds the tests of a changed file. Within the sources, it follows imports only inside the
 * folders whose parts are tested together.
 */
module.exports = {
	byEngine: Object.keys(BY_ENGINE),
	getCacheKey: () => createHash('sha1').update(readFileSync(__filename)).digest('hex'),
	extract(code, file, extract) {
		const imported = [...extract(code, file)];
		const folder = path.dirname(file);
		const together = TESTED_TOGETHER.find((place) => file.startsWith(place));
		if (together !== undefined) return new Set(imported.filter((name) => path.resolve(folder, name).startsWith(together)));
		if (file.startsWith(SOURCES)) return new Set();
		const judged = BY_ENGINE[path.basename(file)] ?? [];
		return new Set([...imported, ...judged.flatMap(expand).map((place) => path.relative(folder, place))]);
	},
};
