import fc from 'fast-check';

import { judgeDelivery, type Judgement } from '../../../nodes/ApideckVault/trigger/delivery';
import { VALIDATION_EVENT } from '../../../nodes/ApideckVault/trigger/events';
import { headersOf, KEY, samplePayload } from './sampleDelivery';

const BODY = { payload: samplePayload() };

/** Judges a body as its text goes over the wire; what is signed can be something else. */
function judge(text: string | Buffer | undefined, headers: Record<string, unknown>, key = KEY): Judgement {
	return judgeDelivery({ rawBody: text === undefined ? undefined : Buffer.from(text as string), headers }, key);
}

/** A signed delivery of any JSON text. */
const judgeSigned = (text: string, change: Record<string, unknown> = {}) => judge(text, headersOf(JSON.parse(text), change));

const refusal = (judgement: Judgement) => (judgement.kind === 'refused' ? judgement.status : judgement.kind);

describe('judging a delivery', () => {
	it('S11: knows an event by its signed ID alone', () => {
		expect(judgeSigned(JSON.stringify(BODY))).toEqual({
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
	])('does not mind %s', (_name, form) => {
		const text = form.replace('%s', JSON.stringify(BODY.payload));
		const headers = headersOf(JSON.parse(text.replace('\uFEFF', '')));
		expect(judge(text, headers).kind).toBe('event');
	});

	it.each(['application/json', 'Application/JSON', 'application/json; charset=utf-8', 'application/json ;charset=utf-8'])(
		'takes the content type %s',
		(type) => expect(judgeSigned(JSON.stringify(BODY), { 'content-type': type }).kind).toBe('event'),
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
	])('answers 415 to the content type %p, signed or not', (type) => {
		expect(refusal(judgeSigned(JSON.stringify(BODY), { 'content-type': type }))).toBe(415);
	});

	it.each([
		['nothing read', undefined],
		['nothing', ''],
		['half of it', JSON.stringify(BODY).slice(0, -20)],
		['text', 'hello'],
		['bytes that are no UTF-8', Buffer.concat([Buffer.from('{"a":"'), Buffer.from([0xff, 0xfe]), Buffer.from('"}')])],
		['UTF-16', Buffer.from(JSON.stringify(BODY), 'utf16le')],
		['a lone brace', '{'],
		['two bodies', '{}{}'],
		['single quotes', "{'a':1}"],
		['NaN', '{"a":NaN}'],
		['a comma too many', '{"a":1,}'],
	])('answers 400 to a body of %s', (_name, text) => {
		expect(refusal(judge(text, headersOf(BODY)))).toBe(400);
	});

	it('answers 413 from one byte more than a megabyte, without parsing it', () => {
		const parse = jest.spyOn(JSON, 'parse');
		const pad = (size: number) => Buffer.from(`"${'a'.repeat(size - 2)}"`);
		const statuses = [1_000_001, 1_000_000].map((size) => refusal(judge(pad(size), headersOf(BODY))));
		const parsed = parse.mock.calls.length;
		parse.mockRestore();
		expect([statuses, parsed]).toEqual([[413, 401], 1]);
	});

	it.each([undefined, '', 'a'.repeat(63), 'g'.repeat(64), ['a'.repeat(64)], `${'a'.repeat(64)}\n`, 'a'.repeat(1_000_000)])(
		'S5: refuses a signature of another form before it parses the body (form %#)',
		(signature) => {
			const parse = jest.spyOn(JSON, 'parse');
			const judgement = judge('{"a":1}', { 'content-type': 'application/json', 'x-apideck-signature': signature });
			const parsed = parse.mock.calls.length;
			parse.mockRestore();
			expect([refusal(judgement), parsed]).toEqual([401, 0]);
		},
	);

	it.each([
		['lists in lists', `[${Array.from({ length: 6_000 }, () => `${'['.repeat(60)}${']'.repeat(60)}`).join(',')}]`],
		['empty objects', `[${Array.from({ length: 300_000 }, () => '{}').join(',')}]`],
		['small objects with unsorted keys', `[${Array.from({ length: 50_000 }, () => '{"b":1,"a":2}').join(',')}]`],
	])('S5: refuses an unsigned body of many %s before it spends time on it', (_name, text) => {
		expect(judge(text, headersOf({}))).toEqual({ kind: 'refused', status: 400, why: 'The body holds more than 50000 objects and lists' });
	});

	it('S5: takes a signed body with 60,000 keys', () => {
		const settings = Object.fromEntries(Array.from({ length: 60_000 }, (_, index) => [`k${(index * 7919) % 100_003}`, 1]));
		const text = JSON.stringify({ payload: samplePayload({}, { settings }) });
		expect([text.length < 1_000_000, judgeSigned(text).kind]).toEqual([true, 'event']);
	});

	it.each([
		['no signature', { 'x-apideck-signature': undefined }, KEY],
		['a wrong signature', { 'x-apideck-signature': 'a'.repeat(64) }, KEY],
		['another key', {}, 'sk_test_fake_other'],
		['no key', {}, ''],
	])('answers 401 to %s', (_name, change, key) => {
		expect(refusal(judge(JSON.stringify(BODY), headersOf(BODY, change), key))).toBe(401);
	});

	it('answers 401 to the signature of another body', () => {
		const other = { payload: samplePayload({}, { consumer_id: 'somebody-else' }) };
		expect(refusal(judge(JSON.stringify(BODY), headersOf(other)))).toBe(401);
	});

	it.each([
		['nested too deep', `${'['.repeat(100)}${']'.repeat(100)}`],
		['nested so deep that recursion would overflow', `${'{"a":'.repeat(150_000)}1${'}'.repeat(150_000)}`],
		['with a number out of range', '{"payload":{"a":1e400}}'],
	])('answers 400 to a body %s', (_name, text) => {
		expect(refusal(judge(text, headersOf({})))).toBe(400);
	});

	it('reads of duplicate keys what it verified: the last one', () => {
		const text = `{"payload":{"event_type":"vault.connection.created"},"payload":${JSON.stringify(BODY.payload)}}`;
		expect(judge(text, headersOf(BODY))).toMatchObject({ kind: 'event', event: { event_type: 'vault.connection.revoked' } });
		const first: unknown = JSON.parse('{"payload":{"event_type":"vault.connection.created"}}');
		expect(refusal(judge(text, headersOf(first)))).toBe(401);
	});

	it('treats "__proto__" as a key like any other', () => {
		const inside = JSON.stringify(BODY.payload).replace('{', '{"__proto__":{"event_type":"vault.connection.deleted"},');
		expect(judgeSigned(`{"payload":${inside}}`)).toMatchObject({ kind: 'event', event: { event_type: 'vault.connection.revoked' } });
		expect(refusal(judgeSigned('{"__proto__":{"payload":{"event_type":"a","entity":{}}}}'))).toBe(400);
		expect(refusal(judgeSigned('{"payload":{"__proto__":{"event_type":"a","entity":{}}}}'))).toBe(400);
	});

	it.each(['null', '1', '"text"', '[]', '{}', '{"payload":null}', '{"payload":[]}', '{"payload":{"event_type":1,"entity":{}}}',
		'{"payload":{"entity":{}}}', '{"message":"Validating delivery URL"}'])(
		'answers 400 to %s, signed but no event',
		(text) => expect(judgeSigned(text)).toEqual({ kind: 'refused', status: 400, why: 'the body holds no connection event' }),
	);

	/** The IDs of an event with these changes, delivered with this key in the header. */
	const idsOf = (payload: object, key: unknown = 'k', entity: object = {}) => {
		const judgement = judgeSigned(JSON.stringify({ payload: samplePayload({ event_id: undefined, occurred_at: 'a', ...payload }, entity) }), {
			'x-apideck-idempotency-key': key,
		});
		return judgement.kind === 'event' ? judgement.ids : [];
	};

	it.each([
		['a text', 'e', 'event e'],
		['a number', 7, 'event 7'],
		['as long as a body may be', 'x'.repeat(900_000), `event ${'x'.repeat(900_000)}`],
		['the name of a property', '__proto__', 'event __proto__'],
	])('S11: tells events apart by an ID that is %s, whatever the header says', (_name, event_id, id) => {
		expect([idsOf({ event_id }), idsOf({ event_id }, null)]).toEqual([[id], [id]]);
	});

	it.each<unknown>([undefined, null, '', '  ', true, {}, ['e'], { toString: 1 }])('S11: tells events without a usable ID apart by their body and the header: %j', (event_id) => {
		expect(idsOf({ event_id })).toEqual([
			expect.stringMatching(/^body [0-9a-f]{64}$/) as unknown,
			'key k of ["vault.connection.revoked","blue-fjord-bakery","accounting","xero"]',
		]);
	});

	it.each([null, '', ' ', ['k'], 7])('S11: a key that is not text is ignored: %j', (key) => {
		expect(idsOf({}, key)).toEqual([expect.stringMatching(/^body [0-9a-f]{64}$/) as unknown]);
	});

	it('S11: another attempt has the same body, another event has not', () => {
		const [first] = idsOf({ execution_attempt: 1 });
		for (const attempt of [2, undefined, null, { a: 1 }]) expect(idsOf({ execution_attempt: attempt }, 'another key')[0]).toBe(first);
		expect(idsOf({ occurred_at: 'b' })[0]).not.toBe(first);
		expect(idsOf({}, 'k', { execution_attempt: 1 })[0]).not.toBe(first);
		const reordered = Object.fromEntries(Object.entries(samplePayload({ event_id: undefined, occurred_at: 'a' })).reverse());
		expect(judgeSigned(JSON.stringify({ payload: reordered }))).toMatchObject({ ids: [first, expect.anything()] });
	});

	it('S11: a header never makes an event count as another one', () => {
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

describe('the call that tests the delivery URL', () => {
	const text = '{"message":"Validating delivery URL"}';
	const type = { 'x-apideck-event-type': VALIDATION_EVENT, 'x-apideck-idempotency-key': undefined };

	it('is recognised when signed', () => expect(judgeSigned(text, type)).toEqual({ kind: 'validation' }));
	it('gets 401 when not', () => {
		expect(refusal(judgeSigned(text, { ...type, 'x-apideck-signature': '0'.repeat(64) }))).toBe(401);
	});
	it('is not what an event with its (unsigned) header is', () => {
		expect(judgeSigned(JSON.stringify(BODY), type).kind).toBe('event');
	});
});

it.each<[string, string | undefined, Record<string, unknown>, string]>([
	['another content type', '{}', { 'content-type': 'text/plain' }, '415 the content type is not application/json'],
	['a content type that is none', '{}', { 'content-type': undefined }, '415 the content type is not application/json'],
	['nothing read', undefined, {}, '400 the body is empty'],
	['nothing', '', {}, '400 the body is empty'],
	['too much', `"${'a'.repeat(1_000_000)}"`, {}, '413 the body is larger than 1000000 bytes'],
	['no JSON', '{', {}, '400 the body is not valid JSON'],
	['a wrong signature', '{}', { 'x-apideck-signature': '' }, '401 the signature is missing or does not belong to the body and the API key of the credential'],
	['a body too deep', `${'['.repeat(66)}${']'.repeat(66)}`, {}, '400 The body is nested more than 64 levels deep'],
	['a number out of range', '1e400', {}, '400 The body holds a number out of range'],
])('a refusal says why: %s', (_name, text, headers, expected) => {
	const judgement = judge(text, headersOf(BODY, headers));
	expect(judgement.kind === 'refused' && `${judgement.status} ${judgement.why}`).toBe(expected);
});

it.each([['9007199254740993', 400], ['9007199254740991', 'event']])('a number is read as it was signed, or not at all: %s', (number, expected) => {
	const text = JSON.stringify(BODY).replace('"execution_attempt":1', `"execution_attempt":${number}`);
	const judgement = judgeSigned(text);
	expect(refusal(judgement)).toBe(expected);
	if (judgement.kind === 'refused') expect(judgement.why).toBe('the body holds a number with more digits than can be read exactly');
});

it('never says in a refusal what was in the body, the signature or the key', () => {
	const secret = 'fake-value-that-must-not-be-seen';
	const why = [
		judge(`{"${secret}`, headersOf(BODY)),
		judge(`{"${secret}":1}`, headersOf(BODY, { 'x-apideck-signature': secret })),
		judge(`"${secret}"`, headersOf(BODY, { 'content-type': secret })),
		judge(`{"${secret}":1e400}`, headersOf(BODY), secret),
	].map((judgement) => (judgement.kind === 'refused' ? judgement.why : ''));
	expect(why.every((text) => text.length > 10)).toBe(true);
	expect(why.join(' ')).not.toContain(secret);
});
