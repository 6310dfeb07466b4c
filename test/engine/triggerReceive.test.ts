import type { IDataObject } from 'n8n-workflow';

import type { Engine } from '../../tools/engine';
import { SANDBOX_CREDENTIALS, signatureOf, VAULT_EVENTS } from '../../tools/sandbox';
import { captureLog, type CapturedLog } from './triggerLog';
import { loadEngine } from './support';
import { outcome, send as sendTo, type SendArguments } from './triggerSend';
import { consumerRows, credentialFor, delivery, newPayload, storedBy } from './triggerSupport';

let engine: Engine;
let log: CapturedLog;
beforeAll(async () => {
	engine = await loadEngine();
});
beforeEach(() => {
	log = captureLog();
});
afterEach(() => log.release());

const send = async (...call: SendArguments) => await sendTo(engine, ...call);

const REVOKED = {
	severity: 'critical',
	code: 'revoked',
	reason: expect.stringMatching(/^Access to Xero was revoked/) as unknown,
	remedy: expect.stringContaining('Hosted Vault link') as unknown,
	actor: 'consumer',
	deadline: null,
};
/** The verdict for a deleted connection, regardless of its last health. */
const GONE = { ...REVOKED, severity: 'ok', code: 'not_added', reason: expect.stringMatching(/not added/) as unknown, remedy: 'No action needed.', actor: 'nobody' };

describe('an event', () => {
	it('has its numeric time converted to ISO 8601', async () => {
		const at = Math.floor(Date.now() / 1000);
		for (const occurred_at of [at, at * 1000]) {
			const { items } = await send(delivery({ payload: newPayload({ occurred_at }) }));
			expect(items).toMatchObject([[{ occurred_at: new Date(at * 1000).toISOString() }]]);
		}
	});

	it.each([
		['revoked', true],
		['token_refresh.failed', true],
		['token_refresh.pending', true],
		['token_refresh.recovered', true],
		['created', false],
		['callable', false],
		['downstream.degraded', false],
		['revoked.undone', false],
		['token_refresh.', false],
	])('of type %s implies a previous authorization: %p', async (type, authorized) => {
		const payload = newPayload({ event_type: `vault.connection.${type}` }, { state: 'added', health: 'needs_auth' });
		const { items } = await send(delivery({ payload }));
		const { severity } = items?.[0]?.[0] as { severity: string };
		expect(severity === 'critical').toBe(authorized);
	});

	it.each(VAULT_EVENTS)('of type %s starts one run with one item', async (event_type) => {
		const payload = newPayload({ event_type });
		const { status, items, message } = await send(delivery({ payload }));
		expect([status, message]).toEqual([200, undefined]);
		expect(items).toEqual([
			[
				{
					event_type,
					event_id: payload.event_id,
					occurred_at: payload.occurred_at,
					consumer_id: 'blue-fjord-bakery',
					connection: 'accounting+xero',
					connection_name: 'Xero',
					unified_api: 'accounting',
					service_id: 'xero',
					state: 'added',
					health: 'revoked',
					enabled: true,
					...(event_type === 'vault.connection.deleted' ? GONE : REVOKED),
				},
			],
		]);
	});

	it('contains a deadline if there is one', async () => {
		const expires = new Date(Date.now() + 30 * 3_600_000).toISOString();
		const entity = { state: 'callable', health: 'pending_refresh', credentials_expire_at: Date.parse(expires) };
		const { items } = await send(delivery({ payload: newPayload({}, entity) }));
		expect(items?.[0]?.[0]).toMatchObject({ severity: 'warning', code: 'credentials_expiring', actor: 'consumer', deadline: expires });
	});

	it("is evaluated with the audit's default thresholds, so that credentials deleted within 24 hours are critical", async () => {
		const entity = { state: 'callable', health: 'pending_refresh', credentials_expire_at: Date.now() + 10 * 3_600_000 };
		const { items } = await send(delivery({ payload: newPayload({}, entity) }));
		expect(items?.[0]?.[0]).toMatchObject({ severity: 'critical' });
	});

	it('with only a type still becomes an item', async () => {
		const { status, items } = await send(delivery({ payload: { event_type: 'vault.connection.invented', entity: {} } }));
		expect(status).toBe(200);
		expect(items).toMatchObject([[{ event_type: 'vault.connection.invented', event_id: null, occurred_at: null, consumer_id: '' }]]);
	});

	it('is accepted with both signature forms, in upper and lower case', async () => {
		const bodies = [1, 2].map(() => JSON.stringify({ payload: newPayload({}, { settings: { list: [{ ö: '😀', a: 1 }] } }) }));
		const sign = (text = '', form: 'recursive' | 'arraysAsTheyAre') => signatureOf(text, SANDBOX_CREDENTIALS.apiKey, form);
		const flat = sign(bodies[0], 'arraysAsTheyAre');
		expect(flat).not.toBe(sign(bodies[0], 'recursive'));
		expect(outcome(await send(delivery(bodies[0], { 'x-apideck-signature': flat })))).toEqual([200, 'run']);
		const upper = sign(bodies[1], 'recursive').toUpperCase();
		expect(outcome(await send(delivery(bodies[1], { 'x-apideck-signature': upper })))).toEqual([200, 'run']);
	});

	it.each([
		[` Bearer  ${SANDBOX_CREDENTIALS.apiKey} `, SANDBOX_CREDENTIALS.apiKey],
		[`bearer\t${SANDBOX_CREDENTIALS.apiKey}`, SANDBOX_CREDENTIALS.apiKey],
		['fake-Bearer-key', 'fake-Bearer-key'],
		['Bearerfakekey', 'Bearerfakekey'],
	])('is verified with the key as the credential sends it: %j', async (apiKey, key) => {
		const text = JSON.stringify({ payload: newPayload() });
		const credentials = credentialFor({ url: 'http://127.0.0.1:9' }, { apiKey });
		const request = delivery(text, { 'x-apideck-signature': signatureOf(text, key, 'recursive') });
		expect(outcome(await send(request, {}, {}, credentials))).toEqual([200, 'run']);
	});

	it('does not change any prototype', async () => {
		const text = JSON.stringify({ payload: newPayload() }).replace('"consumer_id"', '"__proto__":{"polluted":true},"consumer_id"');
		expect(outcome(await send(delivery(text), { options: { includePayload: true } }))).toEqual([200, 'run']);
		expect(({} as IDataObject).polluted).toBeUndefined();
	});
});

describe('an event that cannot be evaluated still runs', () => {
	const UNKNOWN = { severity: 'warning', code: 'unknown_state', actor: 'you', deadline: null };
	const itemOf = async (payload: object) => {
		const result = await send(delivery({ payload }), { options: { includePayload: true } });
		expect([outcome(result), log.lines]).toEqual([[200, 'run'], []]);
		return result.items?.[0]?.[0] as { severity: string; consumer_id: string };
	};

	it.each<unknown>([undefined, null, [], [{}], 'text', 7, true])('if its connection is %j', async (entity) => {
		expect(await itemOf({ ...newPayload(), entity })).toMatchObject({
			...UNKNOWN,
			reason: 'This event contains no connection.',
			consumer_id: '',
			connection: null,
			connection_name: null,
			unified_api: null,
			service_id: null,
			state: null,
			health: null,
			enabled: null,
		});
	});

	it.each(['vault.consumer.created', 'vault.connection', 'accounting.invoice.created', 'crm.contact.updated', '', '__proto__'])('if its type %j is not about a connection', async (event_type) => {
		const item = await itemOf(newPayload({ event_type }, { state: 'callable', health: 'ok' }));
		expect(item).toMatchObject({ ...UNKNOWN, reason: 'This event is not about a connection, so it was not evaluated.' });
	});

	it.each([
		['updated_at', 8640000000000000],
		['created_at', '+275760-09-13T00:00:00Z'],
		['credentials_expire_at', 8640000000000000],
		['last_refresh_failed_at', 8.64e15],
		['last_downstream_error_at', 8.64e15],
	])('if %s = %s', async (field, value) => {
		for (const entity of [{ state: 'added', health: 'pending_confirmation' }, { state: 'callable', health: 'pending_refresh' }, { state: 'callable', health: 'degraded' }]) {
			await itemOf(newPayload({}, { ...entity, [field]: value }));
		}
	});

	it.each<unknown>(['', null, undefined, 'new-state', 'toString', '__proto__', 'constructor', 7, true, {}, [], ['callable'], { toString: 1 }, 'CALLABLE', ' callable'])(
		'and is never ok if its state is %j',
		async (state) => {
			for (const type of VAULT_EVENTS) {
				const item = await itemOf(newPayload({ event_type: type }, { state, health: 'ok', enabled: true }));
				const isGone = type === 'vault.connection.deleted' && (state === '' || state === null || state === undefined);
				expect([type, item.severity === 'ok']).toEqual([type, isGone]);
			}
		},
	);

	it.each<[unknown, string]>([[7, '7'], [0, '0'], [null, ''], [true, ''], [{ toString: 1 }, ''], [['a'], ''], ['__proto__', '__proto__']])('and with the consumer_id %j contains the consumer %j', async (consumer_id, expected) => {
		expect(await itemOf(newPayload({}, { consumer_id }))).toMatchObject({ consumer_id: expected });
	});

	it('and never contains a secret from a field of the wrong type', async () => {
		const secret = 'fake-value-that-must-not-be-seen';
		const fields = ['consumer_id', 'unified_api', 'service_id', 'name', 'state', 'health', 'enabled', 'updated_at', 'credentials_expire_at'];
		for (const value of [{ access_token: secret }, [secret]]) {
			const { items } = await send(delivery({ payload: newPayload({}, Object.fromEntries(fields.map((field) => [field, value]))) }));
			expect([items?.length, JSON.stringify(items).includes(secret)]).toEqual([1, false]);
		}
	});

	it('with masked settings if the names of its form fields are not text', async () => {
		const odd = { toString: 1 };
		const item = await itemOf(newPayload({}, { form_fields: [null, 7, { id: odd, label: odd, type: odd, sensitive: odd }], settings: { a: 'fake-value-that-must-not-be-seen' } }));
		expect(JSON.stringify(item)).not.toContain('fake-value-that-must-not-be-seen');
	});
});

it('the item contains the IDs of the signed event, regardless of headers and other fields', async () => {
	const payload = newPayload({ service_id: 'other', consumer_id: 'other', unified_api: 'other', id: 'other' }, { id: 'other+other' });
	const { items } = await send(delivery({ payload }, { 'x-apideck-event-type': 'vault.connection.deleted', 'x-apideck-idempotency-key': 'other', 'x-apideck-consumer-id': 'other' }));
	expect(items?.[0]?.[0]).toMatchObject({
		event_type: payload.event_type,
		event_id: payload.event_id,
		consumer_id: 'blue-fjord-bakery',
		connection: 'accounting+xero',
		unified_api: 'accounting',
		service_id: 'xero',
	});
	expect(JSON.stringify(items)).not.toContain('other');
});

describe('the payload', () => {
	const payloadOf = async (options: object) => {
		const payload = newPayload({ surprise: { a: [1] } }, { migrated_from: 'quickbooks', nested: null });
		const { items } = await send(delivery({ payload }), { options });
		return { sent: payload, given: (items?.[0]?.[0] as { payload?: unknown }).payload };
	};

	it('is omitted by default', async () => {
		expect((await payloadOf({})).given).toBeUndefined();
	});

	it('is complete except for masked settings', async () => {
		const { sent, given } = await payloadOf({ includePayload: true });
		expect(given).toEqual({ ...sent, entity: { ...sent.entity, settings: { tenant_id: '[redacted]', empty: '' } } });
	});

	it('is complete with Redact Secrets off', async () => {
		const { sent, given } = await payloadOf({ includePayload: true, redactSecrets: false });
		expect(given).toEqual(sent);
	});
});

describe('no run is started by', () => {
	it('the signed validation call', async () => {
		const body = { message: 'Validating delivery URL' };
		const headers = { 'x-apideck-event-type': 'apideck.subscription.created', 'x-apideck-idempotency-key': undefined };
		const valid = await send(delivery(body, headers));
		expect([outcome(valid), valid.message, valid.staticData]).toEqual([[200, 'no run'], 'The delivery URL is valid', {}]);
		const forged = await send(delivery(body, { ...headers, 'x-apideck-signature': 'a'.repeat(64) }));
		expect(outcome(forged)).toEqual([401, 'no run']);
	});

	it.each([
		['its event', { events: ['vault.connection.created'] }],
		['its unified API', { filters: { unifiedApis: ['crm', 'hris'] } }],
		['its service', { filters: { services: 'hubspot, pipedrive' } }],
		['its consumer', { filters: { consumers: consumerRows('test-consumer', 'ember-and-oak') } }],
		['the prefix of its consumer ID', { filters: { consumerPrefix: 'eu-' } }],
		['one of several filters', { filters: { services: 'xero', consumers: consumerRows('blue-fjord-bakery'), unifiedApis: ['crm'] } }],
		['a filter from an expression', { filters: { services: '={{ ["hubspot"] }}' } }],
	])('an event that is filtered out by %s', async (_name, parameters) => {
		const request = delivery({ payload: newPayload() });
		const filtered = await send(request, parameters);
		expect([outcome(filtered), filtered.message, filtered.staticData]).toEqual([[200, 'no run'], 'The event was filtered out', {}]);
		// It is not remembered either, so it runs with other filters.
		expect(outcome(await send(request))).toEqual([200, 'run']);
	});

	it.each([
		['services', { filters: { services: ' hubspot , xero ' } }],
		['consumers', { filters: { consumers: consumerRows('blue-fjord-bakery') } }],
		['prefix', { filters: { consumerPrefix: 'blue-' } }],
		['unified APIs', { filters: { unifiedApis: ['accounting'] } }],
		['an empty entry beside one with a value', { filters: { services: ' , xero' } }],
	])('an event that does not match, while one that matches starts a run: %s', async (_name, parameters) => {
		expect(outcome(await send(delivery({ payload: newPayload() }), parameters))).toEqual([200, 'run']);
	});

	it('a duplicate with the same signed event ID', async () => {
		const payload = newPayload();
		const first = await send(delivery({ payload }));
		const options = { staticData: first.staticData };
		const again = await send(delivery({ payload: { ...payload, execution_attempt: 2 } }), {}, options);
		expect([outcome(first), outcome(again), again.message]).toEqual([[200, 'run'], [200, 'no run'], 'The event was already processed']);
		const otherKey = await send(delivery({ payload }, { 'x-apideck-idempotency-key': 'another' }), {}, options);
		const otherBody = await send(delivery({ payload: { ...payload, entity: { ...payload.entity, health: 'ok' } } }), {}, options);
		expect([outcome(otherKey), outcome(otherBody)]).toEqual([[200, 'no run'], [200, 'no run']]);
		// The header is not signed, so anyone could send the key of another delivery.
		for (const key of [`key of ${payload.event_id}`, payload.event_id, `event ${payload.event_id}`]) {
			const request = delivery({ payload: newPayload() }, { 'x-apideck-idempotency-key': key });
			expect(outcome(await send(request, {}, options))).toEqual([200, 'run']);
		}
	});

	describe('a duplicate without a valid ID, which is', () => {
		const bare = (change: object = {}, entity: object = {}) => newPayload({ event_id: undefined, note: Math.random(), ...change }, entity);
		const withKey = (payload: object, key?: string) => delivery({ payload }, { 'x-apideck-idempotency-key': key });

		it('an event with a different key, attempt or order of keys', async () => {
			for (const event_id of [undefined, '', null, {}, [], false]) {
				const payload = bare({ event_id });
				expect(outcome(await send(withKey(payload, `first ${Math.random()}`)))).toEqual([200, 'run']);
				const reversed = Object.fromEntries(Object.entries(payload).reverse());
				for (const [again, key] of [[payload, 'other'], [{ ...payload, execution_attempt: 2 }, undefined], [reversed, 'third']] as const) {
					expect(outcome(await send(withKey(again, key)))).toEqual([200, 'no run']);
				}
			}
		});

		it('an event of the same connection with the same key and a different body', async () => {
			const key = `key ${Math.random()}`;
			expect(outcome(await send(withKey(bare(), key)))).toEqual([200, 'run']);
			expect(outcome(await send(withKey(bare({}, { health: 'ok' }), key)))).toEqual([200, 'no run']);
		});

		it('never an event that only has the key of another event', async () => {
			const key = `key ${Math.random()}`;
			const events = [bare(), bare({ event_type: 'vault.connection.deleted' }), bare({}, { consumer_id: 'another' }), bare({}, { service_id: 'sage' }), newPayload()];
			for (const payload of events) expect(outcome(await send(withKey(payload, key)))).toEqual([200, 'run']);
		});

		it('an event without a readable time, 49 hours or a year later, even after a restart', async () => {
			for (const occurred_at of [undefined, null, '', 'yesterday', {}, '9999-12-31T00:00:00Z', 8.64e15, new Date(Date.now() + 2 * 3_600_000).toISOString()]) {
				const payload = bare({ occurred_at });
				const first = await send(withKey(payload, `key ${Math.random()}`));
				expect(outcome(first)).toEqual([200, 'run']);
				const now = Date.now();
				for (const hours of [49, 365 * 24]) {
					const clock = jest.spyOn(Date, 'now').mockReturnValue(now + hours * 3_600_000);
					const replayed = await send(withKey(payload, 'other'), {}, { staticData: first.staticData });
					clock.mockRestore();
					expect([occurred_at, replayed.status, replayed.items]).toEqual([occurred_at, 200, undefined]);
				}
			}
		});

		it('an event whose time is an hour ahead, at any later time', async () => {
			const now = Date.now();
			const payload = bare({ occurred_at: new Date(now + 3_500_000).toISOString() });
			const clock = jest.spyOn(Date, 'now').mockReturnValue(now);
			expect(outcome(await send(withKey(payload, 'a')))).toEqual([200, 'run']);
			for (let hours = 1; hours < 60; hours += 0.5) {
				clock.mockReturnValue(now + hours * 3_600_000);
				expect([hours, outcome(await send(withKey(payload, `b${hours}`)))]).toEqual([hours, [200, 'no run']]);
			}
			clock.mockRestore();
		});
	});

	it('events that are only stored as hashes of their IDs', async () => {
		const payload = newPayload();
		const { staticData } = await send(delivery({ payload }));
		const stored = String(storedBy(staticData).seenEvents);
		expect(stored).toMatch(/^[\w-]{11}[0-9a-z]+!?( [\w-]{11}[0-9a-z]+!?)*$/);
		expect(stored).not.toContain(payload.event_id.slice(0, 8));
	});

	it('an event older than 48 hours, while one without a readable time starts a run', async () => {
		const at = (hours: number) => new Date(Date.now() - hours * 3_600_000).toISOString();
		const old = await send(delivery({ payload: newPayload({ occurred_at: at(48.1) }) }));
		const line = { level: 'warn', message: 'Apideck Vault Trigger: ignored an event older than the 48-hour deduplication window' };
		expect([outcome(old), old.message, log.lines]).toEqual([[200, 'no run'], 'The event is too old', [line]]);
		for (const occurred_at of [at(47.9), at(-1), undefined, 'yesterday', 0]) {
			expect(outcome(await send(delivery({ payload: newPayload({ occurred_at }) })))).toEqual([200, 'run']);
		}
	});

	it.each([null, 'damaged', 7, true])('a duplicate if the static data is %j', async (stored) => {
		const request = delivery({ payload: newPayload() });
		const staticData = { 'node:Trigger': stored };
		expect(outcome(await send(request, {}, { staticData }))).toEqual([200, 'run']);
		expect(outcome(await send(request, {}, { staticData }))).toEqual([200, 'no run']);
		expect(log.lines).toEqual([]);
	});

	it('a duplicate, while a test run in the editor is independent', async () => {
		const request = delivery({ payload: newPayload() });
		expect(outcome(await send(request))).toEqual([200, 'run']);
		expect(outcome(await send(request, {}, { mode: 'manual' }))).toEqual([200, 'run']);
	});
});
