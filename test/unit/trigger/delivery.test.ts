import fc from 'fast-check';

import { verifyDelivery, type DeliveryResult } from '../../../nodes/ApideckVault/trigger/delivery';
import { VALIDATION_EVENT } from '../../../nodes/ApideckVault/trigger/events';
import { headersOf, KEY, samplePayload } from './sampleDelivery';

const BODY = { payload: samplePayload() };

/** Verifies a body exactly as sent. The signed text can be different. */
function verify(text: string | Buffer | undefined, headers: Record<string, unknown>, key = KEY): DeliveryResult {
	return verifyDelivery({ rawBody: text === undefined ? undefined : Buffer.from(text as string), headers }, key);
}

/** A signed delivery of any JSON text. */
const verifySigned = (text: string, change: Record<string, unknown> = {}) => verify(text, headersOf(JSON.parse(text), change));

const outcome = (result: DeliveryResult) => (result.kind === 'rejected' ? result.status : result.kind);

describe('verifyDelivery', () => {
	it('identifies an event by its signed ID alone', () => {
		expect(verifySigned(JSON.stringify(BODY))).toEqual({
			kind: 'event',
			event: expect.objectContaining({
				event_id: 'event-1',
				event_type: 'vault.connection.revoked',
				occurred_at: BODY.payload.occurred_at,
				entity: BODY.payload.entity,
			}) as unknown,
			ids: ['event event-1'],
		});
	});

	it.each([
		['white space and another order of keys', '{ "payload": %s ,\n\t"a":1}'],
		['a byte order mark', '\uFEFF{"payload":%s}'],
	])('accepts %s', (_name, form) => {
		const text = form.replace('%s', JSON.stringify(BODY.payload));
		const headers = headersOf(JSON.parse(text.replace('\uFEFF', '')));
		expect(verify(text, headers).kind).toBe('event');
	});

	it.each(['application/json', 'Application/JSON', 'application/json; charset=utf-8', 'application/json ;charset=utf-8'])(
		'accepts the content type %s',
		(type) => expect(verifySigned(JSON.stringify(BODY), { 'content-type': type }).kind).toBe('event'),
	);

	it.each([
		undefined,
		'',
		'text/plain',
		'application/x-www-form-urlencoded',
		'multipart/form-data; boundary=x',
		'application/problem+json',
		'application/jsonp',
		'application/json, text/plain',
		['application/json', 'text/plain'],
	])('rejects the content type %p with 415, even if the signature is valid', (type) => {
		expect(outcome(verifySigned(JSON.stringify(BODY), { 'content-type': type }))).toBe(415);
	});

	it.each([
		['no bytes', undefined],
		['zero length', ''],
		['truncated JSON', JSON.stringify(BODY).slice(0, -20)],
		['text', 'hello'],
		['invalid UTF-8', Buffer.concat([Buffer.from('{"a":"'), Buffer.from([0xff, 0xfe]), Buffer.from('"}')])],
		['UTF-16', Buffer.from(JSON.stringify(BODY), 'utf16le')],
		['a lone brace', '{'],
		['two JSON values', '{}{}'],
		['single quotes', "{'a':1}"],
		['NaN', '{"a":NaN}'],
		['a trailing comma', '{"a":1,}'],
	])('rejects a body of %s with 400', (_name, text) => {
		expect(outcome(verify(text, headersOf(BODY)))).toBe(400);
	});

	it('rejects more than a megabyte with 413 without parsing it', () => {
		const parse = jest.spyOn(JSON, 'parse');
		const pad = (size: number) => Buffer.from(`"${'a'.repeat(size - 2)}"`);
		const statuses = [1_000_001, 1_000_000].map((size) => outcome(verify(pad(size), headersOf(BODY))));
		const parsed = parse.mock.calls.length;
		parse.mockRestore();
		expect([statuses, parsed]).toEqual([[413, 401], 1]);
	});

	it.each([undefined, '', 'a'.repeat(63), 'g'.repeat(64), ['a'.repeat(64)], `${'a'.repeat(64)}\n`, 'a'.repeat(1_000_000)])(
		'rejects a malformed signature before it parses the body (form %#)',
		(signature) => {
			const parse = jest.spyOn(JSON, 'parse');
			const result = verify('{"a":1}', { 'content-type': 'application/json', 'x-apideck-signature': signature });
			const parsed = parse.mock.calls.length;
			parse.mockRestore();
			expect([outcome(result), parsed]).toEqual([401, 0]);
		},
	);

	it.each([
		['lists in lists', `[${Array.from({ length: 6_000 }, () => `${'['.repeat(60)}${']'.repeat(60)}`).join(',')}]`],
		['empty objects', `[${Array.from({ length: 300_000 }, () => '{}').join(',')}]`],
		['small objects with unsorted keys', `[${Array.from({ length: 50_000 }, () => '{"b":1,"a":2}').join(',')}]`],
	])('rejects an unsigned body of many %s before it verifies the signature', (_name, text) => {
		expect(verify(text, headersOf({}))).toEqual({ kind: 'rejected', status: 400, reason: 'the body contains more than 50000 objects and lists' });
	});

	it('accepts a signed body with 60,000 keys', () => {
		const settings = Object.fromEntries(Array.from({ length: 60_000 }, (_, index) => [`k${(index * 7919) % 100_003}`, 1]));
		const text = JSON.stringify({ payload: samplePayload({}, { settings }) });
		expect([text.length < 1_000_000, verifySigned(text).kind]).toEqual([true, 'event']);
	});

	it.each([
		['no signature', { 'x-apideck-signature': undefined }, KEY],
		['a wrong signature', { 'x-apideck-signature': 'a'.repeat(64) }, KEY],
		['another key', {}, 'sk_test_fake_other'],
		['no key', {}, ''],
	])('rejects %s with 401', (_name, change, key) => {
		expect(outcome(verify(JSON.stringify(BODY), headersOf(BODY, change), key))).toBe(401);
	});

	it('rejects the signature of another body with 401', () => {
		const other = { payload: samplePayload({}, { consumer_id: 'somebody-else' }) };
		expect(outcome(verify(JSON.stringify(BODY), headersOf(other)))).toBe(401);
	});

	it.each([
		['that is nested too deep', `${'['.repeat(100)}${']'.repeat(100)}`],
		['that is nested so deep that recursion would overflow', `${'{"a":'.repeat(150_000)}1${'}'.repeat(150_000)}`],
		['with a number out of range', '{"payload":{"a":1e400}}'],
	])('rejects a body %s with 400', (_name, text) => {
		expect(outcome(verify(text, headersOf({})))).toBe(400);
	});

	it('uses the last of several equal keys, which is the one it verified', () => {
		const text = `{"payload":{"event_type":"vault.connection.created"},"payload":${JSON.stringify(BODY.payload)}}`;
		expect(verify(text, headersOf(BODY))).toMatchObject({ kind: 'event', event: { event_type: 'vault.connection.revoked' } });
		const first: unknown = JSON.parse('{"payload":{"event_type":"vault.connection.created"}}');
		expect(outcome(verify(text, headersOf(first)))).toBe(401);
	});

	it('treats "__proto__" as an ordinary key', () => {
		const inside = JSON.stringify(BODY.payload).replace('{', '{"__proto__":{"event_type":"vault.connection.deleted"},');
		expect(verifySigned(`{"payload":${inside}}`)).toMatchObject({ kind: 'event', event: { event_type: 'vault.connection.revoked' } });
		expect(outcome(verifySigned('{"__proto__":{"payload":{"event_type":"a","entity":{}}}}'))).toBe(400);
		expect(outcome(verifySigned('{"payload":{"__proto__":{"event_type":"a","entity":{}}}}'))).toBe(400);
	});

	it.each(['null', '1', '"text"', '[]', '{}', '{"payload":null}', '{"payload":[]}', '{"payload":{"event_type":1,"entity":{}}}',
		'{"payload":{"entity":{}}}', '{"message":"Validating delivery URL"}'])(
		'rejects %s with 400, which is signed but not an event',
		(text) => expect(verifySigned(text)).toEqual({ kind: 'rejected', status: 400, reason: 'the body contains no connection event' }),
	);

	/** The IDs of an event with these changes and this key in its header. */
	const idsOf = (payload: object, key: unknown = 'k', entity: object = {}) => {
		const result = verifySigned(JSON.stringify({ payload: samplePayload({ event_id: undefined, occurred_at: 'a', ...payload }, entity) }), {
			'x-apideck-idempotency-key': key,
		});
		return result.kind === 'event' ? result.ids : [];
	};

	it.each([
		['text', 'e', 'event e'],
		['a number', 7, 'event 7'],
		['as long as a body may be', 'x'.repeat(900_000), `event ${'x'.repeat(900_000)}`],
		['the name of a property', '__proto__', 'event __proto__'],
	])('identifies an event by an ID that is %s, regardless of the header', (_name, event_id, id) => {
		expect([idsOf({ event_id }), idsOf({ event_id }, null)]).toEqual([[id], [id]]);
	});

	it.each<unknown>([undefined, null, '', '  ', true, {}, ['e'], { toString: 1 }])('identifies an event without a valid ID by its body and the header: %j', (event_id) => {
		expect(idsOf({ event_id })).toEqual([
			expect.stringMatching(/^body [0-9a-f]{64}$/) as unknown,
			'key k of ["vault.connection.revoked","blue-fjord-bakery","accounting","xero"]',
		]);
	});

	it.each([null, '', ' ', ['k'], 7])('ignores an idempotency key that is not text: %j', (key) => {
		expect(idsOf({}, key)).toEqual([expect.stringMatching(/^body [0-9a-f]{64}$/) as unknown]);
	});

	it('gives another attempt the same body ID and another event a different one', () => {
		const [first] = idsOf({ execution_attempt: 1 });
		for (const attempt of [2, undefined, null, { a: 1 }]) expect(idsOf({ execution_attempt: attempt }, 'another key')[0]).toBe(first);
		expect(idsOf({ occurred_at: 'b' })[0]).not.toBe(first);
		expect(idsOf({}, 'k', { execution_attempt: 1 })[0]).not.toBe(first);
		const reordered = Object.fromEntries(Object.entries(samplePayload({ event_id: undefined, occurred_at: 'a' })).reverse());
		expect(verifySigned(JSON.stringify({ payload: reordered }))).toMatchObject({ ids: [first, expect.anything()] });
	});

	it('never lets a header make an event a duplicate of another one', () => {
		const known = new Set([...idsOf({ event_id: 'e' }), ...idsOf({})]);
		fc.assert(
			fc.property(fc.oneof(fc.string(), fc.constantFrom('k', 'e', 'event e', 'event-1', ...known)), fc.string({ minLength: 1 }), (key, name) => {
				const others = [
					idsOf({ event_id: `other ${name}` }, key),
					idsOf({ event_type: 'vault.connection.deleted' }, key),
					...[{ consumer_id: `other ${name}` }, { service_id: `other ${name}` }, { unified_api: 'crm' }].map((entity) => idsOf({}, key, entity)),
				];
				expect(others.flat().filter((id) => known.has(id))).toEqual([]);
			}),
			{ seed: 7, numRuns: 100 },
		);
	});
});

describe('the call that validates the delivery URL', () => {
	const text = '{"message":"Validating delivery URL"}';
	const type = { 'x-apideck-event-type': VALIDATION_EVENT, 'x-apideck-idempotency-key': undefined };

	it('is recognized when it is signed', () => expect(verifySigned(text, type)).toEqual({ kind: 'validation' }));
	it('is rejected with 401 when it is not signed', () => {
		expect(outcome(verifySigned(text, { ...type, 'x-apideck-signature': '0'.repeat(64) }))).toBe(401);
	});
	it('is not confused with an event that has its unsigned header', () => {
		expect(verifySigned(JSON.stringify(BODY), type).kind).toBe('event');
	});
});

it.each<[string, string | undefined, Record<string, unknown>, string]>([
	['another content type', '{}', { 'content-type': 'text/plain' }, '415 the content type is not application/json'],
	['no content type', '{}', { 'content-type': undefined }, '415 the content type is not application/json'],
	['no bytes', undefined, {}, '400 the body is empty'],
	['zero length', '', {}, '400 the body is empty'],
	['a body that is too large', `"${'a'.repeat(1_000_000)}"`, {}, '413 the body is larger than 1000000 bytes'],
	['invalid JSON', '{', {}, '400 the body is not valid JSON'],
	['a wrong signature', '{}', { 'x-apideck-signature': '' }, "401 the signature is missing or does not match the body and the credential's API key"],
	['a body that is nested too deep', `${'['.repeat(66)}${']'.repeat(66)}`, {}, '400 the body is nested more than 64 levels deep'],
	['a number out of range', '1e400', {}, '400 the body contains a number out of range'],
])('gives the reason for rejecting %s', (_name, text, headers, expected) => {
	const result = verify(text, headersOf(BODY, headers));
	expect(result.kind === 'rejected' && `${result.status} ${result.reason}`).toBe(expected);
});

it.each([['9007199254740993', 400], ['9007199254740991', 'event']])('reads the number %s exactly as signed, or rejects it', (number, expected) => {
	const text = JSON.stringify(BODY).replace('"execution_attempt":1', `"execution_attempt":${number}`);
	const result = verifySigned(text);
	expect(outcome(result)).toBe(expected);
	if (result.kind === 'rejected') expect(result.reason).toBe('the body contains a number with more digits than can be read exactly');
});

it('never reveals the body, the signature or the key in a reason', () => {
	const secret = 'fake-value-that-must-not-be-seen';
	const reasons = [
		verify(`{"${secret}`, headersOf(BODY)),
		verify(`{"${secret}":1}`, headersOf(BODY, { 'x-apideck-signature': secret })),
		verify(`"${secret}"`, headersOf(BODY, { 'content-type': secret })),
		verify(`{"${secret}":1e400}`, headersOf(BODY), secret),
	].map((result) => (result.kind === 'rejected' ? result.reason : ''));
	expect(reasons.every((text) => text.length > 10)).toBe(true);
	expect(reasons.join(' ')).not.toContain(secret);
});
