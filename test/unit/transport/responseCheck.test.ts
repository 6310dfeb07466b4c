import fc from 'fast-check';

import { findResponseProblem, isSuccess } from '../../../nodes/ApideckVault/transport/responseCheck';

type Call = Parameters<typeof findResponseProblem>[1];

const AT = ['vault', 'connections', 'crm', 'hubspot'];
const doubt = (call: Call, body: unknown, statusCode = 200) => findResponseProblem({ statusCode, headers: {}, body }, call);
const data = (value: unknown) => ({ status_code: 200, status: 'OK', data: value });
const CONTRADICTION = (what: string) => ({ kind: 'contradiction', what });

it('S12: accepts a success status only with a body that does not contradict it', () => {
	const success = (statusCode: number, body: unknown) => isSuccess({ statusCode, headers: {}, body });
	expect([success(200, {}), success(299, ''), success(199, {}), success(300, {}), success(200, { status_code: '404' })]).toEqual([true, true, false, false, false]);
});

describe('S12: IDs in a response', () => {
	const GET: Call = { method: 'GET', path: AT, consumerId: 'acme' };
	const action = (name: string, more: Partial<Call> = {}): Call => ({ method: 'POST', path: [...AT, name], consumerId: 'acme', ...more });
	const mapping: Call = { method: 'GET', path: ['vault', 'custom-mappings', 'crm', 'hubspot', 'crm+contacts+tier'], consumerId: 'acme' };
	it.each<[string, Call, object, string | undefined]>([
		// what, the call, the data of the response, the field that contradicts
		['all of them', GET, { id: 'crm+hubspot', unified_api: 'crm', service_id: 'hubspot', consumer_id: 'acme' }, undefined],
		['in another case', GET, { id: 'CRM+HubSpot', unified_api: 'CRM', service_id: 'HubSpot' }, undefined],
		['a consumer in another case', GET, { consumer_id: 'Acme' }, 'consumer_id'],
		['left out', GET, { id: null, unified_api: {}, service_id: [], consumer_id: '' }, undefined],
		['a switch', GET, { consumer_id: true }, 'consumer_id'],
		['a list', GET, { consumer_id: ['acme'] }, 'consumer_id'],
		['an object', GET, { service_id: { x: 'hubspot' } }, 'service_id'],
		['a number that JSON has rounded', { method: 'GET', path: ['vault', 'consumers', '9007199254740992'] }, { consumer_id: 9007199254740992 }, 'consumer_id'],
		['blank', GET, { consumer_id: ' ' }, undefined],
		['a number', { ...GET, consumerId: '7' }, { consumer_id: 7 }, undefined],
		['another number', { ...GET, consumerId: '7' }, { consumer_id: 8 }, 'consumer_id'],
		['another ID', GET, { id: 'crm+zoho' }, 'id'],
		['another unified API', GET, { unified_api: 'hris' }, 'unified_api'],
		['another service', GET, { service_id: 'zoho' }, 'service_id'],
		['of an import', action('import'), { id: 'crm+zoho' }, 'id'],
		['of a token', action('token'), { id: 'crm+zoho' }, 'id'],
		['of a validation', action('validate'), { id: 'crm+zoho' }, 'id'],
		['of settings', { ...GET, path: [...AT, 'leads', 'config'] }, { id: 'crm+zoho' }, 'id'],
		['of a consent', action('consent'), { id: 'c1', service_id: 'hubspot' }, undefined],
		['of a consent of another consumer', action('consent'), { id: 'c1', consumer_id: 'victim' }, 'consumer_id'],
		['of a migration, before', action('migrate', { body: { target_service_id: 'zoho' } }), { id: 'crm+hubspot', service_id: 'hubspot' }, undefined],
		['of a migration, after', action('migrate', { body: { target_service_id: 'zoho' } }), { id: 'crm+zoho', service_id: 'zoho' }, undefined],
		['of a migration to something else', action('migrate', { body: { target_service_id: 'zoho' } }), { service_id: 'salesforce' }, 'service_id'],
		['of a schema', { ...GET, path: [...AT, 'leads', 'schema'] }, { id: 'x', service_id: 'x', consumer_id: 'x' }, undefined],
		['of an example', { ...GET, path: [...AT, 'leads', 'example'] }, { id: 'x', service_id: 'x', consumer_id: 'x' }, undefined],
		['of a mapping', mapping, { id: 'crm+contacts+tier', consumer_id: 'acme' }, undefined],
		['of another mapping', mapping, { id: 'crm+contacts+other' }, 'id'],
		['of a consumer', { method: 'GET', path: ['vault', 'consumers', 'acme'] }, { consumer_id: 'victim' }, 'consumer_id'],
		['of its counts', { method: 'GET', path: ['vault', 'consumers', 'acme', 'stats'] }, { consumer_id: 'victim' }, 'consumer_id'],
		['of a new consumer', { method: 'POST', path: ['vault', 'consumers'], body: { consumer_id: 'acme' } }, { consumer_id: 'victim' }, 'consumer_id'],
		['of the new consumer', { method: 'POST', path: ['vault', 'consumers'], body: { consumer_id: 'acme' } }, { consumer_id: 'acme' }, undefined],
		['of a session', { method: 'POST', path: ['vault', 'sessions'], consumerId: 'acme' }, { session_uri: 'https://x.example', consumer_id: 'victim' }, 'consumer_id'],
		['of a subscription', { method: 'PATCH', path: ['webhook', 'webhooks', 'w1'] }, { id: 'w2' }, 'id'],
		['of a new subscription', { method: 'POST', path: ['webhook', 'webhooks'] }, { id: 'w2' }, undefined],
		['of a connector', { method: 'GET', path: ['connector', 'connectors', 'hubspot'] }, { id: 'x', service_id: 'x' }, undefined],
		['a switch as it was set', { ...GET, method: 'PATCH', body: { enabled: false } }, { enabled: false }, undefined],
		['a switch that is not told', { ...GET, method: 'PATCH', body: { enabled: false } }, { enabled: 'unknown' }, undefined],
		['a switch as a word, in the other position', { ...GET, method: 'PATCH', body: { enabled: false } }, { enabled: 'true' }, 'enabled'],
		['a switch as a number, in the other position', { ...GET, method: 'PATCH', body: { enabled: true } }, { enabled: 0 }, 'enabled'],
		['a switch in the other position', { ...GET, method: 'PATCH', body: { enabled: false } }, { enabled: true }, 'enabled'],
		['a consent that was refused', action('consent', { method: 'PATCH', body: { granted: true } }), { granted: false }, 'granted'],
	])('%s', (_name, call, record, what) => {
		expect(doubt(call, data(record))).toEqual(what === undefined ? undefined : CONTRADICTION(what));
	});

	it('S10: of consents and mappings are compared with the connection', () => {
		const list = (path: string[]): Call => ({ method: 'GET', path, consumerId: 'acme', list: true });
		expect(doubt(list([...AT, 'consent']), data([{ id: 'c1' }, { unified_api: 'hris' }]))).toEqual(CONTRADICTION('unified_api'));
		expect(doubt(list(['vault', 'custom-mappings', 'crm', 'hubspot']), data([{ service_id: 'zoho' }]))).toEqual(CONTRADICTION('service_id'));
	});

	it('of lists are compared by consumer, but not those of log records', () => {
		const list = (path: string[]): Call => ({ method: 'GET', path, consumerId: 'acme', list: true });
		const records = data([{ consumer_id: 'acme' }, { id: 'x', service_id: 'x' }, { consumer_id: 'victim' }]);
		expect(doubt(list(['vault', 'connections']), records)).toEqual(CONTRADICTION('consumer_id'));
		expect(doubt(list(['vault', 'custom-mappings', 'crm', 'hubspot']), records)).toEqual(CONTRADICTION('consumer_id'));
		expect(doubt(list(['vault', 'logs']), records)).toBeUndefined();
		expect(doubt({ method: 'GET', path: ['vault', 'consumers'], list: true }, records)).toBeUndefined();
	});
});

it('S12: rejects a response without the required field', () => {
	const missing = (call: Call, record: object) => doubt(call, data(record));
	expect(missing({ method: 'POST', path: ['vault', 'sessions'] }, { session_token: 'fake' })).toEqual({ kind: 'missing', what: 'session_uri' });
	expect(missing({ method: 'POST', path: [...AT, 'callback-state'] }, { state: ' ' })).toEqual({ kind: 'missing', what: 'state' });
	expect(missing({ method: 'POST', path: [...AT, 'callback-state'] }, { state: 's' })).toBeUndefined();
	expect(missing({ method: 'POST', path: ['webhook', 'webhooks'] }, { id: 7 })).toEqual({ kind: 'missing', what: 'id' });
	expect(missing({ method: 'PATCH', path: ['webhook', 'webhooks', 'w1'] }, {})).toBeUndefined();
});

it.each<[Partial<Call>, unknown]>([
	[{}, { status_code: 200 }],
	[{}, data(null)],
	[{}, data([{}])],
	[{}, [data({})]],
	[{}, null],
	[{}, 'text'],
	[{ list: true }, data({})],
	[{ list: true }, data([null, 1])],
	[{ list: true }, data([[]])],
])('S12: rejects a response to %j with the body %j, which is not in the format of the Vault API', (more, body) => {
	expect(doubt({ method: 'GET', path: ['vault', 'connections'], ...more }, body)).toEqual({ kind: 'format' });
});

describe('S12: a deletion', () => {
	const CONNECTION: Call = { method: 'DELETE', path: AT, consumerId: 'acme' };
	const CONSUMER: Call = { method: 'DELETE', path: ['vault', 'consumers', 'acme'] };
	const WEBHOOK: Call = { method: 'DELETE', path: ['webhook', 'webhooks', 'w1'] };
	const UNCONFIRMED = { kind: 'unconfirmed' };
	it.each<[string, Call, number, unknown, unknown]>([
		['204', CONNECTION, 204, '', undefined],
		['204 of null', CONNECTION, 204, null, undefined],
		['204 of undefined', WEBHOOK, 204, undefined, undefined],
		['204 with a success', CONNECTION, 204, data({}), undefined],
		['204 with an object', CONNECTION, 204, {}, UNCONFIRMED],
		['200 with a success', CONNECTION, 200, data(null), undefined],
		['200 with OK alone', CONNECTION, 200, { status: 'ok' }, undefined],
		['200 with its ID', CONNECTION, 200, { data: { id: 'crm+hubspot' } }, undefined],
		['200 with its service', CONNECTION, 200, { data: { service_id: 'hubspot' } }, UNCONFIRMED],
		['200 with another ID', CONNECTION, 200, data({ id: 'crm+zoho' }), CONTRADICTION('id')],
		['200 with data', CONNECTION, 200, { data: {} }, UNCONFIRMED],
		['200 without a body', CONNECTION, 200, '', UNCONFIRMED],
		['200 with blanks', CONNECTION, 200, ' \n', UNCONFIRMED],
		['200 with text', CONNECTION, 200, 'deleted', { kind: 'format' }],
		['200 with a list', CONNECTION, 200, [], { kind: 'format' }],
		['201', CONNECTION, 201, data({ id: 'crm+hubspot' }), UNCONFIRMED],
		['202', CONNECTION, 202, { status_code: 202, status: 'OK' }, UNCONFIRMED],
		['of a consumer that is named', CONSUMER, 200, data({ consumer_id: 'acme' }), undefined],
		['of a consumer that is named and nothing else', CONSUMER, 200, { data: { consumer_id: 'acme' } }, undefined],
		['of a consumer as a number', { ...CONSUMER, path: ['vault', 'consumers', '7'] }, 200, data({ consumer_id: 7 }), undefined],
		['of another consumer', CONSUMER, 200, data({ consumer_id: 'victim' }), CONTRADICTION('consumer_id')],
		['of no consumer', CONSUMER, 200, data({}), UNCONFIRMED],
		['of a consumer with 204', CONSUMER, 204, '', UNCONFIRMED],
		['of a consumer with 202', CONSUMER, 202, data({ consumer_id: 'acme' }), UNCONFIRMED],
		...[{ deleted: false }, { success: false }, { ok: 0 }, { error: 'could not be deleted' }, { errors: [{}] }].flatMap((denial): Array<[string, Call, number, unknown, unknown]> => [
			[`of a connection whose data is ${JSON.stringify(denial)}`, CONNECTION, 200, data({ id: 'crm+hubspot', ...denial }), UNCONFIRMED],
			[`of a consumer whose data is ${JSON.stringify(denial)}`, CONSUMER, 200, data({ consumer_id: 'acme', ...denial }), UNCONFIRMED],
			[`of a subscription whose data is ${JSON.stringify(denial)}`, WEBHOOK, 200, data({ id: 'w1', ...denial }), UNCONFIRMED],
		]),
		...[false, [], [{ id: 'crm+hubspot' }], 'no'].map((value): [string, Call, number, unknown, unknown] => [`with the data ${JSON.stringify(value)}`, CONNECTION, 200, data(value), UNCONFIRMED]),
		...['pending', 'Accepted', 'queued', '202 Accepted'].map((status): [string, Call, number, unknown, unknown] => [`with the status ${status}`, CONNECTION, 200, { status_code: 200, status }, UNCONFIRMED]),
		['with the status 202 in its body', CONSUMER, 200, { status_code: 202, status: 'OK', data: { consumer_id: 'acme' } }, UNCONFIRMED],
		['of a subscription that is named', WEBHOOK, 200, data({ id: 'w1' }), undefined],
		['of another subscription', WEBHOOK, 200, data({ id: 'w2' }), CONTRADICTION('id')],
	])('%s', (_name, call, statusCode, body, expected) => {
		expect(doubt(call, body, statusCode)).toEqual(expected);
	});
});

it('S12: does not confirm a change that the response denies or postpones', () => {
	const PATCH: Call = { method: 'PATCH', path: AT, consumerId: 'acme', body: { enabled: true } };
	for (const denial of [{ success: false }, { error: 'not changed' }, { ok: 'false' }]) expect(doubt(PATCH, data(denial))).toEqual({ kind: 'unconfirmed' });
	expect(doubt(PATCH, data({}), 202)).toEqual({ kind: 'unconfirmed' });
	expect(doubt(PATCH, data({ error: null, errors: [] }))).toBeUndefined();
	const success = (body: unknown) => isSuccess({ statusCode: 200, headers: {}, body });
	expect([{ status: 'rejected' }, { status: 'NOT_FOUND' }, { success: 'false' }, { ok: 0 }].map(success)).toEqual([false, false, false, false]);
});

it('S12: checks any response without an exception', () => {
	const methods = fc.constantFrom('GET', 'POST', 'PATCH', 'DELETE');
	const call: fc.Arbitrary<Call> = fc.record({ method: methods, path: fc.array(fc.constantFrom('vault', 'connections', 'consumers', 'sessions', 'crm', 'migrate', '__proto__')), list: fc.boolean(), body: fc.object() });
	fc.assert(fc.property(call, fc.anything(), fc.anything(), (one, body, value) => void [doubt(one, body), doubt(one, { data: value }), doubt(one, { data: [value] })]));
});
