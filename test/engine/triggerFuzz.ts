import axios from 'axios';
import { createHmac, randomUUID } from 'node:crypto';
import { Agent } from 'node:http';
import { inspect } from 'node:util';

import { WebhookServer, type Engine } from '../../tools/engine';
import { SANDBOX_CREDENTIALS, VAULT_EVENTS, type Sandbox } from '../../tools/sandbox';
import { Random } from '../faults/random';
import { captureLog, type CapturedLog } from './triggerLog';
import { consumerRows, credentialFor, newPayload, triggerWorkflow } from './triggerSupport';

/** Settings for deliveries whose events are changed field by field, with and without a valid signature. */
export interface FuzzSettings {
	engine: Engine;
	sandbox: Sandbox;
	/** Determines all changes. */
	seed: string;
	/** Number of events. Each is delivered four times. */
	count: number;
}

export interface FuzzReport {
	/** Broken rules, each with its event. */
	broken: string[];
	runs: number;
	refused: number;
}

/** Must not occur in a response, a log line or a masked item. */
const SECRET = 'fake-secret-of-a-connection';

/** Much more than one delivery takes. */
const TIME_LIMIT = 30_000;

/** The server could close a kept-alive connection while this process is too busy to notice. */
const ONE_REQUEST_EACH = new Agent({ keepAlive: false });

/** A trigger remembers 250 events without a time, so a new one is started before that. */
const PER_SERVER = 200;

const text = (value: unknown) => JSON.stringify(value);
const nested = (open: string, close: string, levels: number) => open.repeat(levels) + close.repeat(levels);

/** JSON of unexpected values for a field. */
const UNEXPECTED = [
	...['null', 'true', 'false', '0', '-0', '-1', '7', '1.5', '1e300', '5e-324', '1e21', '9007199254740991', '8640000000000000', '8640000000000001'],
	...['""', '" "', '"\\u0000"', '"\\ud800"', '"\\u202e<b>\\n|*_"', '"../../consumers/victim"', '"x,y"', '"*"'],
	...['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', 'undefined', 'NaN', 'available', 'callable'].map(text),
	...['9999-12-31T23:59:59Z', '+275760-09-13T00:00:00.000Z', '1970-01-01T00:00:00Z', '0000-00-00', 'yesterday'].map(text),
	...['[]', '{}', '[null]', '[[]]', '[{}]', '[{"toString":1}]', '{"toString":1,"valueOf":1}', '{"__proto__":{"polluted":true}}', '{"constructor":{"prototype":{"polluted":true}}}'],
	...['{"length":1e9}', '{"then":1}', '{"toJSON":1}', '{"__proto__":null,"id":1}'],
	text('x'.repeat(60_000)),
	text('\\"'.repeat(20_000)),
	text(' '.repeat(60_000)),
	`[${'0,'.repeat(4_999)}0]`,
	`{${Array.from({ length: 3_000 }, (_, index) => `"k${(index * 7_919) % 3_001}":${index}`).join(',')}}`,
	nested('[', ']', 40),
	`${'{"a":'.repeat(40)}1${'}'.repeat(40)}`,
];

/** A valid time in the past. Such an event is acknowledged and does not run. */
const OLD = '"2020-01-01T00:00:00Z"';

const PAYLOAD_FIELDS = ['event_id', 'event_type', 'service_id', 'entity_id', 'entity_type', 'entity', 'occurred_at', 'execution_attempt', '__proto__', 'constructor'];
const ENTITY_FIELDS = [
	...['id', 'consumer_id', 'unified_api', 'service_id', 'name', 'auth_type', 'state', 'health', 'enabled', 'settings', 'metadata', 'form_fields'],
	...['created_at', 'updated_at', 'credentials_expire_at', 'last_refresh_failed_at', 'last_downstream_error_at', 'custom_mappings', 'consents'],
	...['consent_state', 'configuration', 'application_data_scopes', 'authorize_url', 'subscriptions', 'integration_state', '__proto__', 'toString'],
];

/** An object as JSON, with fields replaced, added or omitted. */
function changed(object: Record<string, unknown>, change: ReadonlyMap<string, string | undefined>): string {
	const fields = new Map<string, string | undefined>(Object.entries(object).map(([name, value]) => [name, text(value)]));
	for (const [name, json] of change) fields.set(name, json);
	return `{${[...fields].flatMap(([name, json]) => (json === undefined ? [] : [`${text(name)}:${json}`])).join(',')}}`;
}

function drawChange(random: Random, fields: string[], most: number): Map<string, string | undefined> {
	const entries = Array.from({ length: random.int(0, most) }, (): [string, string | undefined] => [
		random.pick(fields),
		random.chance(0.15) ? undefined : random.pick(UNEXPECTED),
	]);
	return new Map(entries);
}

/** The body of one event. All bodies differ, even without an ID and a time. */
function drawBody(random: Random): string {
	const base = newPayload(
		{ event_id: `event ${random.int(0, 2 ** 31)}`, event_type: random.pick(VAULT_EVENTS), nonce: randomUUID() },
		{
			state: random.pick(['callable', 'added', 'authorized', 'invalid', 'available']),
			health: random.pick(['ok', 'revoked', 'pending_refresh', 'degraded', 'needs_auth', null]),
			settings: { api_key: SECRET, nested: { token: [SECRET] } },
			authorize_url: `https://unify.example.com/vault/authorize?state=${SECRET}`,
		},
	);
	const payload = drawChange(random, PAYLOAD_FIELDS, 2);
	if (random.chance(0.03)) payload.set('occurred_at', OLD);
	if (!payload.has('entity')) payload.set('entity', changed(base.entity, drawChange(random, ENTITY_FIELDS, 3)));
	return `{"payload":${changed(base, payload)}}`;
}

/** The published signature, computed by this suite's own code. */
function signed(body: string): string {
	const sorted = (value: unknown): unknown => {
		if (Array.isArray(value)) return value.map(sorted);
		if (typeof value !== 'object' || value === null) return value;
		return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, entry]) => [key, sorted(entry)]));
	};
	return createHmac('sha256', SANDBOX_CREDENTIALS.apiKey).update(text(sorted(JSON.parse(body)))).digest('hex');
}

const isScalar = (value: unknown): value is string | number => typeof value === 'string' || typeof value === 'number';

/** The expected item, read from the event by this suite's own code. */
function expectationOf(body: string) {
	const { payload } = JSON.parse(body) as { payload: Record<string, unknown> };
	const { entity: given, event_id: id, event_type: type } = payload;
	const entity = (typeof given === 'object' && given !== null && !Array.isArray(given) ? given : {}) as Record<string, unknown>;
	const asText = (value: unknown) => (isScalar(value) ? String(value) : '');
	const eventId = asText(id).trim() === '' ? null : asText(id);
	const [api, service] = [asText(entity.unified_api), asText(entity.service_id)];
	const isGone = type === 'vault.connection.deleted' && (entity.state ?? '') === '';
	return {
		isEvent: typeof type === 'string',
		isOld: text(payload.occurred_at) === OLD,
		identity: eventId === null ? `body ${body}` : `id ${eventId}`,
		ids: { event_id: eventId, consumer_id: asText(entity.consumer_id), connection: /^[a-z][a-z\d-]*$/.test(api) && service !== '' ? `${api}+${service}` : null },
		passesFilter: asText(entity.consumer_id) === 'blue-fjord-bakery' && service === 'xero',
		mayBeOk: isGone || ['available', 'callable', 'added', 'authorized', 'invalid'].includes(entity.state as string),
	};
}

interface Item {
	event_id: unknown;
	consumer_id: unknown;
	connection: unknown;
	severity: string;
	code: string;
	reason: string;
	remedy: string;
	actor: string;
}

/** One trigger and the events that it has run. */
class Target {
	private readonly seen = new Set<string>();

	constructor(
		private readonly server: WebhookServer,
		private readonly isFiltered: boolean,
		private readonly log: CapturedLog,
	) {}

	/** @returns the broken rules */
	async deliver(body: string, key: string, isSigned: boolean): Promise<string[]> {
		const broken: string[] = [];
		const check = (holds: boolean, rule: string) => void (holds || broken.push(rule));
		const expected = expectationOf(body);
		const signature = signed(body);
		const forged = (signature[0] === '0' ? '1' : '0') + signature.slice(1);
		const before = this.server.runs.length;
		const { status, data } = await axios.post<unknown>(this.server.url, Buffer.from(body), {
			headers: {
				'content-type': 'application/json',
				'x-apideck-event-type': 'vault.connection.updated',
				'x-apideck-idempotency-key': key,
				'x-apideck-signature': isSigned ? signature : forged,
			},
			proxy: false,
			httpAgent: ONE_REQUEST_EACH,
			timeout: TIME_LIMIT,
			transformRequest: [(given: unknown) => given],
			validateStatus: () => true,
		});
		const started = this.server.runs.slice(before);
		const isNew = !this.seen.has(expected.identity);
		const passes = expected.isEvent && !expected.isOld && (!this.isFiltered || expected.passesFilter);
		const runs = isSigned && passes && isNew;
		if (runs) this.seen.add(expected.identity);
		check(status === (isSigned ? (expected.isEvent ? 200 : 400) : 401), `responded with ${status}`);
		check(started.length === (runs ? 1 : 0), `started ${started.length} runs instead of ${runs ? 1 : 0}`);
		for (const run of started) {
			check(run.error === undefined, `failed: ${String(run.error)}`);
			check((await run.result)?.status === 'success', 'the workflow did not succeed');
			const item = run.workflowData[0]?.[0]?.json as unknown as Item;
			checkItem(item, expected, check);
		}
		const written = inspect([data, this.log.lines.splice(0)], { depth: null, maxStringLength: null });
		check(![SECRET, SANDBOX_CREDENTIALS.apiKey, signature].some((secret) => written.includes(secret)), 'a secret in the response or the log');
		check(written.length < 2_000, 'a long response or log line');
		check(!/level: 'error'/.test(written), `an error in the log: ${written}`);
		check(!('polluted' in {}), 'a polluted prototype');
		return broken;
	}
}

function checkItem(item: Item, { ids, mayBeOk }: ReturnType<typeof expectationOf>, check: (holds: boolean, rule: string) => void): void {
	const shown = { event_id: item.event_id, consumer_id: item.consumer_id, connection: item.connection };
	check(text(shown) === text(ids), `names ${text(shown).slice(0, 200)} instead of ${text(ids).slice(0, 200)}`);
	const { severity, code, reason, remedy, actor } = item;
	check([code, reason, remedy, actor].every((part) => typeof part === 'string' && part !== ''), 'a verdict with parts missing');
	check(['critical', 'warning', 'info', 'ok'].includes(severity) && (mayBeOk || severity !== 'ok'), `${severity} (${code}) for a state that cannot be read`);
	check(reason.length < 1_000, 'a long reason');
	check(!text(item).includes(SECRET), 'a secret in the item');
}

/** Delivers all events. Resolves when all runs have ended. */
export async function fuzzTrigger({ engine, sandbox, seed, count }: FuzzSettings): Promise<FuzzReport> {
	const report: FuzzReport = { broken: [], runs: 0, refused: 0 };
	const log = captureLog();
	const unhandled = (reason: unknown) => void report.broken.push(`an unhandled rejection: ${String(reason)}`);
	process.on('unhandledRejection', unhandled);
	try {
		for (let start = 0; start < count; start += PER_SERVER) {
			const filters = (start / PER_SERVER) % 2 === 1 || count <= PER_SERVER ? [{}, { consumers: consumerRows('blue-fjord-bakery'), services: ['xero'] }] : [{}];
			const servers = await Promise.all(filters.map(async (filter, index) => await startServer({ engine, sandbox }, filter, `fuzz-${seed}-${start}-${index}`)));
			const targets = servers.map((server, index) => new Target(server, index === 1, log));
			for (let event = start; event < Math.min(count, start + PER_SERVER); event++) {
				const random = new Random(`${seed}/${event}`);
				const body = drawBody(random);
				for (const target of targets) {
					for (const [key, isSigned] of [['key 0', false], [`key ${event}`, true], [`again ${event}`, true], ['', false]] as const) {
						const broken = await target.deliver(body, key, isSigned);
						report.broken.push(...broken.map((rule) => `seed ${seed}, event ${event}: ${rule}: ${body.slice(0, 500)}`));
						report.refused += isSigned ? 0 : 1;
					}
				}
			}
			for (const server of servers) {
				report.runs += server.runs.length;
				await server.deactivate();
				await server.close();
			}
		}
	} finally {
		process.off('unhandledRejection', unhandled);
		log.release();
	}
	return report;
}

async function startServer({ engine, sandbox }: Pick<FuzzSettings, 'engine' | 'sandbox'>, filters: object, id: string): Promise<WebhookServer> {
	const parameters = { events: ['*'], options: { includePayload: true }, filters };
	const server = await WebhookServer.start(engine, triggerWorkflow(engine, parameters, `${id}-${randomUUID()}`), { credentials: credentialFor(sandbox) });
	await server.activate();
	return server;
}
