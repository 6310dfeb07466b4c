import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { SavedExecution } from '../../../tools/n8n';
import { secretCalls } from '../../secrets/calls';
import { SHOWN } from '../../secrets/responses';
import { FAILURES, failingConsumer } from '../../secrets/echoVault';
import { runCalls } from './callRuns';
import { SAVED_WORKFLOW, runWithoutRedaction, type RevealedSecrets } from './optionRuns';
import { httpRequests } from './httpRuns';
import { runOtherRequests } from './requestRuns';
import { listFiles, listFilesSince, readRows, type Row } from './stored';
import { runTrigger } from './triggerRuns';
import { CONTROLS, secretExpression, TestEnvironment } from './testEnvironment';
import { controlWorkflow } from './workflows';

const ROOT = path.join(__dirname, '..', '..', '..');
const CALLS = secretCalls(secretExpression);

/** Secrets that some operations return on purpose. */
const REVEALING_OPERATIONS: Record<string, readonly string[]> = Object.fromEntries(Object.entries(CALLS).map(([name, { asksFor: revealsSecrets = [] }]) => [name, revealsSecrets]));

/** Files that are copied from packages, such as the node and the editor's pages. */
const UNCHANGED_FILES = [
	['nodes', 'node_modules'],
	['.cache', 'n8n', 'public'],
];

const log = (text: string) => process.stderr.write(`    ${text}\n`);

let environment: TestEnvironment;
let began: number;
let runs: Map<string, SavedExecution>;
let rows: Row[];
let files: string[];
let revealed: RevealedSecrets;

beforeAll(async () => {
	const tarball = process.env.APIDECK_VAULT_TARBALL;
	if (!tarball) throw new Error('Run this with "npm test -- secrets", which packs the package');
	began = Date.now();
	environment = await TestEnvironment.start(tarball);
	log(`n8n ${environment.installation.version} was ready after ${Math.round((Date.now() - began) / 1000)} s`);
}, 240_000);

afterAll(async () => await environment?.close(), 60_000);

describe('runs', () => {
	it('every operation runs with success and with every failure', async () => {
		runs = await runCalls(environment, CALLS);
		const statuses = [...runs.values()].map(({ status }) => status);
		log(`${runs.size} executions: ${statuses.filter((one) => one === 'success').length} succeeded, ${statuses.filter((one) => one === 'error').length} failed, ${statuses.filter((one) => one === 'canceled').length} were cancelled`);
		expect(new Set(statuses)).toEqual(new Set(['success', 'error', 'canceled']));
	}, 900_000);

	it('editor lists and credential tests run, and only a list of consumers succeeds', async () => await runOtherRequests(environment), 600_000);

	it('S1, S2, S3: the HTTP Request node sends the key only to the host and path of the base URL', async () => {
		const sent = await httpRequests(environment);
		for (const { title, status, own, other, keyAt } of sent) {
			log(`${status.padEnd(7)}  own host ${own}, other host ${other}, key sent to ${keyAt.length === 0 ? 'no host   ' : `${keyAt.join()} host `}  ${title}`);
		}
		expect(sent.length).toBeGreaterThan(70);
	}, 600_000);

	it('the trigger is registered, rejected, and called by Apideck and others', async () => await runTrigger(environment), 600_000);

	it('a node and a log line show a canary on purpose', async () => {
		expect((await environment.run(controlWorkflow(secretExpression('control')))).status).toBe('success');
		await environment.deliver(`${environment.server.url}/webhook/${environment.canaries.at('logControl')}`, '{}');
	});

	it('a node without redaction runs', async () => {
		revealed = await runWithoutRedaction(environment);
		expect(revealed.saved.positions.length).toBeGreaterThan(20);
	}, 120_000);

	it('every canary reached the Apideck that echoes it', () => {
		const keys = environment.vault.received.filter(({ headers }) => headers.authorization === `Bearer ${environment.canaries.at('apiKey')}`);
		expect(keys.length).toBeGreaterThan(runs.size);
		expect(environment.canaries.positions.length).toBeGreaterThan(30);
		log(`${environment.vault.received.length} requests, ${environment.canaries.positions.length} canaries`);
	});
});

describe('the data of n8n after it has stopped', () => {
	beforeAll(async () => {
		await environment.server.stop();
		files = listFiles(environment.folder, (file) => UNCHANGED_FILES.some((folder) => file.endsWith(path.join(...folder))));
		rows = await readRows(environment.installation, path.join(environment.folder, '.n8n', 'database.sqlite'));
	}, 60_000);

	it('the database contains no secret', () => {
		const perTable = new Map<string, number>();
		const unexpected: string[] = [];
		const expected = new Set<string>();
		const workflowOf = new Map(rows.filter(({ table }) => table === 'workflow_entity').map(({ columns }) => [columns['id'], columns['name'] ?? '']));
		const executionOf = new Map(rows.filter(({ table }) => table === 'execution_entity').map(({ columns }) => [columns['id'], workflowOf.get(columns['workflowId']) ?? '']));
		for (const { table, columns } of rows) {
			perTable.set(table, (perTable.get(table) ?? 0) + 1);
			const workflow = table === 'execution_data' ? (executionOf.get(columns['executionId']) ?? '') : '';
			const allowed = table === 'execution_data' ? [SHOWN, CONTROLS[0], ...(REVEALING_OPERATIONS[workflow.split(':')[0]!] ?? [])] : [];
			for (const position of environment.canaries.findIn(JSON.stringify(columns))) {
				if (allowed.includes(position)) expected.add(position);
				else unexpected.push(`${position} in ${table}${workflow && ` of ${workflow}`}`);
			}
		}
		log(`${rows.length} rows of ${perTable.size} tables, ${perTable.get('execution_data')} of them executions`);
		expect(perTable.get('execution_data')).toBeGreaterThanOrEqual(runs.size);
		expect(unexpected).toEqual([]);
		// The same search finds the canaries that are shown on purpose.
		expect([...expected].sort()).toEqual([SHOWN, CONTROLS[0], 'callbackState', 'sessionToken', 'sessionUri'].sort());
	});

	it('no file contains a secret: database, write-ahead log, event log, binary data, logs', () => {
		const isLog = (file: string) => file.endsWith('.log');
		const isDatabase = (file: string) => path.basename(file).startsWith('database.sqlite');
		const unexpected: string[] = [];
		const found = new Set<string>();
		let bytes = 0;
		for (const file of files) {
			const content = readFileSync(file);
			bytes += content.length;
			const place = path.relative(environment.folder, file);
			const allowed = isDatabase(file) ? [SHOWN, CONTROLS[0], 'callbackState', 'sessionToken', 'sessionUri'] : isLog(file) ? [CONTROLS[1]] : [SHOWN];
			for (const position of environment.canaries.findIn(content)) {
				if (allowed.includes(position)) found.add(`${position} in ${isDatabase(file) ? 'the database' : isLog(file) ? path.basename(path.dirname(file)) : 'binary data'}`);
				else unexpected.push(`${position} in ${place}`);
			}
		}
		log(`${files.length} files, ${(bytes / 1e6).toFixed(1)} MB: ${[...new Set(files.map((file) => path.relative(environment.folder, file).replace(/[\w-]{16,36}/g, '*')))].join(', ')}`);
		expect(unexpected).toEqual([]);
		expect([...found]).toEqual(expect.arrayContaining([`${SHOWN} in the database`, `${CONTROLS[0]} in the database`, `${CONTROLS[1]} in logs`, `${SHOWN} in binary data`]));
	});

	it('the debug logs in the file and on stdout contain no secret', () => {
		for (const file of [environment.server.logFile, path.join(environment.folder, 'logs', 'n8n.log')]) {
			const text = readFileSync(file, 'utf8');
			expect(text).toMatch(/debug/i);
			expect(environment.canaries.findIn(text)).toEqual([CONTROLS[1]]);
			log(`${path.relative(environment.folder, file)}: ${text.split('\n').length} lines`);
		}
	});

	it('the credential contains the API key only encrypted', () => {
		const stored = rows.filter(({ table, columns }) => table === 'credentials_entity' && columns['type'] === 'apideckApi');
		expect(stored.length).toBeGreaterThan(0);
		for (const { columns } of stored) {
			expect(columns['data']!.length).toBeGreaterThan(100);
			expect(environment.canaries.findIn(`${columns['data']} ${Buffer.from(columns['data']!, 'base64').toString('latin1')}`)).toEqual([]);
		}
	});

	it('the stored errors contain the redacted messages', () => {
		const texts = rows.filter(({ table }) => table === 'execution_data').map(({ columns }) => columns['data'] ?? '');
		expect(texts.filter((text) => text.includes('It is about ([redacted]')).length).toBeGreaterThan(0);
		expect(FAILURES.every((failure) => texts.some((text) => text.includes(failingConsumer(failure))))).toBe(true);
	});

	describe('secrets without redaction', () => {
		const textOf = (found: Row[]) => found.map(({ columns }) => JSON.stringify(columns)).join('\n');

		it('only the saved run contains the secrets, and nothing contains the API key', () => {
			const workflow = rows.find(({ table, columns }) => table === 'workflow_entity' && columns['name'] === SAVED_WORKFLOW)?.columns['id'];
			const execution = rows.find(({ table, columns }) => table === 'execution_entity' && columns['workflowId'] === workflow)?.columns['id'];
			const isRevealedPosition = ({ table, columns }: Row) => table === 'execution_data' && columns['executionId'] === execution;
			const inRun = revealed.saved.findIn(textOf(rows.filter(isRevealedPosition)));
			log(`${inRun.length} of ${revealed.saved.positions.length} secrets are in the run that shows them`);
			expect(inRun).toEqual(expect.arrayContaining(['storedPassword', 'authorizeState', 'responseAccessToken']));
			expect(inRun).not.toContain('apiKey');
			expect(revealed.saved.findIn(textOf(rows.filter((row) => !isRevealedPosition(row))))).toEqual([]);
			const elsewhere = files.filter((file) => !path.basename(file).startsWith('database.sqlite'));
			expect(elsewhere.filter((file) => revealed.saved.findIn(readFileSync(file)).length > 0)).toEqual([]);
		});

		it('no row, log or file contains the secrets when the workflow saves no executions', () => {
			expect(revealed.unsaved.findIn(textOf(rows))).toEqual([]);
			expect(files.filter((file) => revealed.unsaved.findIn(readFileSync(file)).length > 0)).toEqual([]);
		});

		it('n8n 2.41.1 shows the secrets in a saved run, although they are declared as sensitive, and hides all items on request', () => {
			// n8n contains a strategy for sensitiveOutputFields, but nothing calls it.
			expect(revealed.saved.findIn(revealed.shown)).toEqual(expect.arrayContaining(['storedPassword', 'authorizeState']));
			expect(revealed.saved.findIn(revealed.shownRedacted)).toEqual([]);
		});
	});
});

it('no response of n8n contains a secret', () => {
	const unexpected = environment.responses.flatMap(({ to, text }) => environment.canaries.findIn(text).map((position) => `${position} in the response to ${to}`));
	log(`${environment.responses.length} responses`);
	expect(environment.responses.length).toBeGreaterThan(20);
	// A consumer list shows names, and the URL of the call is known to the caller.
	expect(unexpected.filter((one) => !one.startsWith(CONTROLS[1]) && !one.startsWith(SHOWN))).toEqual([]);
	expect(unexpected.some((one) => one.startsWith(SHOWN))).toBe(true);
});

it('the other host received no request with the key, and none from the node', () => {
	expect(environment.canaries.findIn(JSON.stringify(environment.elsewhere.received))).toEqual([]);
	// The HTTP Request node without a credential sent this one on purpose.
	expect(environment.elsewhere.received.map(({ method }) => method)).toEqual(['POST']);
	log(`${environment.elsewhere.received.length} requests reached the other host`);
});

it('no file of the project was changed', () => {
	const skipped = new Set(['node_modules', '.git', 'dist', 'stryker', '.stryker-tmp']);
	const written = listFilesSince(listFiles(ROOT, (file) => skipped.has(path.basename(file))), began);
	log(`${written.length} files of the project were written during the test`);
	expect(written.filter((file) => environment.canaries.findIn(readFileSync(file)).length > 0)).toEqual([]);
});
