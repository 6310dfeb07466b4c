import type { Engine } from '../../tools/engine';
import { CONTINUE, ERROR_OUTPUT, loadEngine, retries, run, type RunOptions } from '../engine/support';
import { SHOWN } from './responses';
import { Canaries } from './canary';
import { GIVEN, secretCalls, type SecretCall } from './calls';
import { EchoVault, FAILURES, failingConsumer, turnsFor } from './echoVault';
import { LogBook, tracesOf } from './traces';

const CALLS = secretCalls((position) => `$json.${position}`);

/** Failures that are tested with every spelling of every secret. A few spellings are enough for the others. */
const EVERY_TURN = ['status-422', 'status-401', 'debug'];

/** All but the one that takes a second. */
const QUICK = FAILURES.filter((failure) => failure !== 'hang');

let canaries: Canaries;
let elsewhere: EchoVault;
let vault: EchoVault;
let engine: Engine;
let log: LogBook;
let given: Record<string, string>;

beforeAll(async () => {
	canaries = new Canaries();
	given = Object.fromEntries(GIVEN.map((position) => [position, canaries.at(position)]));
	elsewhere = await EchoVault.start(canaries);
	vault = await EchoVault.start(canaries, elsewhere.url);
	engine = await loadEngine();
	log = LogBook.open();
});
beforeEach(() => {
	vault.failure = undefined;
	vault.received.length = 0;
	log.lines.length = 0;
});
afterAll(async () => {
	jest.restoreAllMocks();
	await Promise.all([vault.close(), elsewhere.close()]);
});

const call = async ({ parameters }: SecretCall, consumers: string[], options: RunOptions = {}) =>
	await run(engine, vault, { ...parameters, options: { ...retries({ maxRetries: consumers.length > 1 ? 0 : 1, initialInterval: 1, maxInterval: 0 }), timeout: 1, concurrency: 50 } }, {
		items: consumers.map((consumer) => ({ consumer, ...given })),
		credential: { apiKey: `Bearer ${canaries.at('apiKey')}` },
		...options,
	});

const found = (...texts: string[]) => canaries.findIn([...texts, ...log.lines].join('\n'));

describe.each(Object.entries(CALLS).map(([name, one], index) => [name, one, index] as const))('%s', (_name, one, index) => {
	const { texts, byConsumer } = one;
	const turns = (failure: string) => (EVERY_TURN.includes(failure) ? turnsFor(texts) : 3);

	if (byConsumer) {
		it('leaves nothing secret when its items fail in every way, and the run goes on', async () => {
			const consumers = QUICK.flatMap((failure) => Array.from({ length: turns(failure) }, (_, turn) => failingConsumer(failure, turn)));
			const regular = await call(one, consumers, CONTINUE);
			expect(regular.json).toHaveLength(consumers.length);
			expect(regular.json.filter(({ error }) => error === undefined)).toEqual([]);
			expect(found(tracesOf(regular))).toEqual([]);
			const output = await call(one, consumers.slice(0, 20), ERROR_OUTPUT);
			expect(output.errorItems).toHaveLength(20);
			// On this output n8n puts the error beside the input of the item: that is the user's own.
			expect(found(JSON.stringify(output.errorItems.map(({ json }) => json['error'])), JSON.stringify(output.hints))).toEqual([]);
		});
	}

	// Each failure ends the runs of every third operation; of those without a consumer, all.
	it.each(FAILURES.filter((_failure, at) => !byConsumer || at % 3 === index % 3))('leaves nothing secret when the run ends by %s', async (failure) => {
		vault.failure = failure;
		const stopped = await call(one, ['test-consumer']);
		expect(vault.received.length).toBeGreaterThan(0);
		expect(stopped.status).toBe('error');
		expect(found(tracesOf(stopped))).toEqual([]);
		expect(elsewhere.received).toEqual([]);
	});
});

it('the search finds what is left: metadata that may be shown, in the output of a run that succeeds', async () => {
	const shown = await call({ ...CALLS['connection.get']!, parameters: { ...CALLS['connection.get']!.parameters, output: 'raw' } }, ['test-consumer']);
	expect(found(tracesOf(shown))).toEqual([SHOWN]);
});

it('the log was listened to', async () => {
	vault.failure = 'status-404';
	await call(CALLS['connection.get']!, ['test-consumer']);
	expect(log.lines.length).toBeGreaterThan(0);
	expect(found(canaries.at('apiKey'))).toEqual(['apiKey']);
});
