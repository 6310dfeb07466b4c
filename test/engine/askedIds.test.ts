import type { IDataObject } from 'n8n-workflow';

import { BASE } from './hostileModel';
import { HostileServer, isList } from './hostileServer';
import { setUpServer } from './setUp';
import { byId, CONTINUE, retries, run } from './support';

const { server, engine } = setUpServer(HostileServer);

/** A response about somebody else, in the field of that name or in all of them. */
const FOREIGN: Record<string, unknown> = { consumer_id: 'victim', unified_api: 'hris', service_id: 'other', resource: 'employees', target_field_id: 'hris+x+y', expires_at: '2030-01-01T00:00:00.000Z', session_uri: 'https://vault.example/session/fake', state: 'callable' };

/** The IDs that each operation was asked for. */
const CONSUMER = { consumer_id: 'one-co' };
const AT = { ...CONSUMER, unified_api: 'crm', service_id: 'one' };
const RESOURCE = { ...AT, resource: 'leads' };
const MAPPING = { ...AT, id: 'crm+leads+a' };
const ASKED: Record<string, object> = {
	'connection.getAll': CONSUMER,
	...Object.fromEntries(['get', 'update', 'delete', 'import', 'token', 'create', 'validate', 'confirm', 'getConsents', 'updateConsent', 'createCallbackState'].map((operation) => [`connection.${operation}`, AT])),
	'connection.migrate': { ...AT, service_id: 'two' },
	'consumer.create': { consumer_id: 'new-co' },
	...Object.fromEntries(['get', 'update', 'delete', 'getRequestCounts'].map((operation) => [`consumer.${operation}`, CONSUMER])),
	'session.create': CONSUMER,
	...Object.fromEntries(['get', 'update', 'getSchema', 'getExample', 'getCustomFields'].map((operation) => [`settings.${operation}`, RESOURCE])),
	...Object.fromEntries(['get', 'create', 'update'].map((operation) => [`customMapping.${operation}`, MAPPING])),
	'customMapping.delete': { ...AT, target_field_id: 'crm+leads+a' },
	'customMapping.getAll': AT,
	'customMapping.getConnectionMappings': AT,
	'log.getAll': CONSUMER,
};

it('S10: knows the IDs of every operation that is asked for some', () => {
	expect(Object.keys(BASE).filter((operation) => !(operation in ASKED) && !operation.startsWith('audit.'))).toEqual(['consumer.getAll']);
});

const OUTPUTS = [{ output: 'simplified' }, { output: 'raw' }, { output: 'selected', fields: ['consumer_id'] }];

/** With the name of the connection, which stands for the unified API in simplified records. */
function shownIds(asked: { unified_api?: string; service_id?: string }, output: string): object {
	const { unified_api: api, ...ids } = asked;
	if (api === undefined) return asked;
	return { ...(output === 'simplified' ? ids : asked), connection: `${api}+${asked.service_id ?? ''}` };
}

it.each(Object.entries(ASKED))('S10: the response never decides whose record %s returns', async (operation, asked) => {
	const [resource, name] = operation.split('.');
	const foreign: Record<string, unknown> = { ...FOREIGN, ...('id' in asked ? { id: 'crm+leads+b' } : {}) };
	for (const given of [foreign, ...Object.keys(foreign).map((field) => ({ session_uri: FOREIGN['session_uri'], state: 'callable', [field]: foreign[field] })), { consumer_id: null, service_id: 7, unified_api: {} }]) {
		server.response = (sent) => (isList(sent) ? [given] : given);
		for (const output of OUTPUTS) {
			const { status, json } = await run(engine, server, { resource, operation: name, ...BASE[operation], ...output, options: retries({ maxRetries: 0 }) }, CONTINUE);
			expect([status, json.length]).toEqual(['success', 1]);
			// A response that contradicts what was asked for may also be an error.
			if (!('error' in json[0]!)) expect(json[0]).toMatchObject(shownIds(asked, output.output));
		}
	}
});

/** A token as Apideck makes it, for a consumer. */
const tokenOf = (id: unknown) => ['{"alg":"HS256"}', JSON.stringify({ consumer_id: id }), 'signature'].map((part) => Buffer.from(part).toString('base64url')).join('.');

describe('Session > Create', () => {
	const create = async (data: object) => {
		server.response = () => data;
		return (await run(engine, server, { resource: 'session', operation: 'create', consumer: byId('one-co') })).json[0] as IDataObject;
	};
	const LINK = { session_uri: 'https://vault.example/session/fake', session_token: 'fake' };

	it('W20: keeps the expires_at of the response', async () => {
		expect(await create({ ...LINK, expires_at: '2030-01-01T00:00:00.000Z' })).toEqual({ consumer_id: 'one-co', ...LINK, expires_at: '2030-01-01T00:00:00.000Z' });
	});

	it.each<[string, (token: string) => object]>([
		['token', (token) => ({ ...LINK, session_token: token })],
		['link and token', (token) => ({ session_uri: `https://vault.example/session/${token}`, session_token: token })],
		['path of the link', (token) => ({ session_uri: `https://vault.example/session/${token}` })],
		['path of the link, beside a token that cannot be read', (token) => ({ ...LINK, session_uri: `https://vault.example/session/${token}/?x=%zz` })],
		['parameter jwt of the link', (token) => ({ session_uri: `https://vault.example/session?x=1&jwt=${token}&y=2` })],
		['parameter of the link, encoded', (token) => ({ session_uri: `https://vault.example/session?token=${token.replaceAll('.', '%2E').replaceAll('y', '%79')}` })],
		['address in the link', (token) => ({ session_uri: `https://vault.example/?next=${encodeURIComponent(`https://vault.example/session/${token}`)}` })],
		['anchor of the link', (token) => ({ session_uri: `https://vault.example/#/session/${token}` })],
	])('S10: refuses a session of another consumer, named in the %s', async (_place, session) => {
		for (const id of ['victim', 7, { id: 'one-co' }, ['one-co']]) {
			server.response = () => session(tokenOf(id));
			const { json, error } = await run(engine, server, { resource: 'session', operation: 'create', consumer: byId('one-co') });
			expect([json, error?.message]).toEqual([[], 'Unexpected response: it is for a different consumer']);
		}
		for (const id of ['one-co', '', null, undefined]) {
			expect(await create(session(tokenOf(id)))).toMatchObject({ consumer_id: 'one-co', ...session(tokenOf(id)) });
		}
	});

	it.each([undefined, null, '', ' '])('W20: says when the link ends where the response says %j', async (given) => {
		const { expires_at: end } = await create({ ...LINK, expires_at: given });
		expect(Date.parse(String(end)) - Date.now()).toBeGreaterThan(50 * 60_000);
	});
});
