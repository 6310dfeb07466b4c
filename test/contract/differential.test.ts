import type { Apideck } from '@apideck/unify';
import type { INodeParameters } from 'n8n-workflow';

import { setUpVault } from '../engine/setUp';
import { byId } from '../engine/support';
import * as compare from './compare';
import type { Who } from './compare';
import { CONFIGURATION, IMPORT, LIST, METADATA, REFERENCE, TARGET, UPDATE } from './referenceInputs';

const { sandbox, engine } = setUpVault();

type Partly = Partial<Who>;
const whole = (who: Partly = {}): Who => ({ ...who, consumerId: who.consumerId ?? REFERENCE.consumerId });

const clientSends = async (call: (client: Apideck) => Promise<unknown>, who?: Partly) => {
	sandbox.reset();
	return (await compare.clientSends(sandbox, call, whole(who))).requests;
};
const nodeSends = async (parameters: object, who?: Partly) => {
	sandbox.reset();
	return await compare.nodeSends(engine, sandbox, parameters, whole(who));
};

/** Both send one and the same request; returned for what else is to be said of it. */
async function same(parameters: object, call: (client: Apideck) => Promise<unknown>, who?: Partly) {
	const theirs = await clientSends(call, who);
	const ours = await nodeSends(parameters, who);
	expect(theirs).toHaveLength(1);
	expect(ours).toEqual(theirs);
	return ours[0]!;
}

const connection = (serviceId: string) => byId(`${TARGET.unifiedApi}+${serviceId}`);
const target = { connection: connection(TARGET.serviceId) };
/** The client's spelling of an option's kind is `optionType`, that of the wire `option_type`. */
const asJson = (value: unknown) => JSON.stringify(value).replaceAll('"optionType"', '"option_type"');

const updateFields = {
	enabled: true,
	metadata: JSON.stringify(METADATA),
	customMappings: { mappings: UPDATE.customMappings },
};
const update = (fields: object) => ({
	operation: 'update',
	...target,
	settingsMode: 'json',
	settingsJson: JSON.stringify(UPDATE.settings),
	updateFields: { ...updateFields, ...fields },
});

/** An expression that returns an empty object or list, which is sent. The text `{}` or `[]` of an untouched field is not. */
const NOTHING = { object: '={{ ({}) }}', list: '={{ [] }}' };

const byForm = (resources: object[]) => ({ configuration: { values: { settingsMode: 'fields', resources: { entries: resources } } } });
const byJson = (resourcesJson: string) => ({ configuration: { values: { settingsMode: 'json', resourcesJson } } });

/** The configuration of the document, as it is filled into the form. */
const form = byForm(
	CONFIGURATION.map(({ resource, defaults }) => ({
		resourceId: resource,
		defaults: {
			entries: defaults!.map(({ id, options, value }) => ({
				id,
				type: Array.isArray(value) ? 'list' : { number: 'number', boolean: 'boolean', string: 'text' }[typeof value as 'string'],
				value: Array.isArray(value) ? JSON.stringify(value) : String(value),
				options: asJson(options),
			})),
		},
	})),
);

describe.each<[string, Partly]>([
	['with the application of the document', { appId: REFERENCE.appId }],
	['with an application that responds', {}],
])("the document's own examples, %s", (_name, who) => {
	it('list', async () => {
		const sent = await same({ operation: 'getAll', filters: { api: LIST.api, configurationStatus: 'configured' } }, async (client) => await client.vault.connections.list(LIST), who);
		expect(sent).toMatchObject({ method: 'GET', path: '/vault/connections', query: 'api=crm&configured=true', body: undefined });
	});

	it('get', async () => {
		const sent = await same({ operation: 'get', ...target }, async (client) => await client.vault.connections.get(TARGET), who);
		expect(sent).toMatchObject({ method: 'GET', path: '/vault/connections/crm/pipedrive', query: '' });
	});

	it.each([
		['as JSON', byJson(asJson(CONFIGURATION))],
		['by the form', form],
	])('update, with the whole nested configuration %s', async (_how, fields) => {
		const sent = await same(update(fields), async (client) => await client.vault.connections.update({ ...TARGET, connection: UPDATE }), who);
		expect(sent).toMatchObject({ method: 'PATCH', body: { enabled: true, configuration: JSON.parse(asJson(CONFIGURATION)) as unknown } });
		expect(JSON.stringify(sent.body)).toContain('"value":[10.5,10,"GC6000 series"]');
	});

	it('delete', async () => {
		const sent = await same({ operation: 'delete', ...target }, async (client) => await client.vault.connections.delete(TARGET), who);
		expect(sent).toMatchObject({ method: 'DELETE', body: undefined });
		expect(sent.headers).not.toHaveProperty('content-type');
	});

	it('import', async () => {
		const parameters = {
			operation: 'import',
			...target,
			credentials: IMPORT.credentials,
			settingsMode: 'json',
			settingsJson: NOTHING.object,
			additionalFields: { metadata: JSON.stringify(METADATA) },
		};
		const sent = await same(parameters, async (client) => await client.vault.connections.imports({ ...TARGET, connectionImportData: IMPORT }), who);
		expect(sent.body).toMatchObject({ settings: {}, metadata: METADATA });
	});

	it('token', async () => {
		const sent = await same({ operation: 'token', ...target }, async (client) => await client.vault.connections.token({ ...TARGET, requestBody: {} }), who);
		expect(sent).toMatchObject({ method: 'POST', path: '/vault/connections/crm/pipedrive/token', body: {} });
	});
});

describe('beyond the examples', () => {
	it('list without filters, and with each of them', async () => {
		const cases = [
			{ filters: {}, request: {} },
			{ filters: { api: 'file-storage' }, request: { api: 'file-storage' } },
			{ filters: { configurationStatus: 'notConfigured' }, request: { configured: false } },
		];
		for (const { filters, request } of cases) {
			await same({ operation: 'getAll', filters, returnAll: true }, async (client) => await client.vault.connections.list(request));
		}
	});

	it('the token operation without a body differs in nothing but the empty object', async () => {
		const [theirs] = await clientSends(async (client) => await client.vault.connections.token(TARGET));
		const [ours] = await nodeSends({ operation: 'token', ...target });
		expect({ ...ours, body: undefined, headers: { ...ours!.headers, 'content-type': undefined } }).toEqual({
			...theirs,
			body: undefined,
			headers: { ...theirs!.headers, 'content-type': undefined },
		});
	});

	it.each(['naïve', 'お店', "it's()!~", 'a+b&c=d,e,f', '@:$'])('the service %j is spelled so that both name the same', async (serviceId) => {
		const theirs = await clientSends(async (client) => await client.vault.connections.get({ ...TARGET, serviceId }));
		const ours = await nodeSends({ operation: 'get', connection: connection(serviceId) });
		// Clients may also encode characters that need no encoding.
		const decode = ({ path, ...rest }: (typeof ours)[number]) => ({ ...rest, segments: path.split('/').map(decodeURIComponent) });
		expect(ours.map(decode)).toEqual(theirs.map(decode));
		expect(ours[0]!.path.split('/')).toHaveLength(5);
	});

	it.each(['Blue Hill & Co / Retail', "it's", 'a@b.example', '50%', '{"a":1}', 'x'.repeat(512)])('the consumer %j', async (consumerId) => {
		await same({ operation: 'get', ...target }, async (client) => await client.vault.connections.get(TARGET), { consumerId });
	});

	it('an import with issued_at and expires_in', async () => {
		const credentials = { accessToken: 'fake-access', refreshToken: 'fake-refresh', expiresIn: 3600 };
		const issuedAt = '2026-03-29T01:30:00.000Z';
		const sent = await same(
			{ operation: 'import', ...target, credentials: { ...credentials, issuedAt } },
			async (client) =>
				await client.vault.connections.imports({ ...TARGET, connectionImportData: { credentials: { ...credentials, issuedAt: new Date(issuedAt) } } }),
		);
		expect(sent.body).toEqual({
			credentials: { access_token: 'fake-access', refresh_token: 'fake-refresh', issued_at: issuedAt, expires_in: 3600 },
		});
	});

	it.each<[string, object, object]>([
		['enabled alone', { updateFields: { enabled: false } }, { enabled: false }],
		['settings with null', { settingsMode: 'json', settingsJson: '{"a":null,"b":[1,"x"],"c":{"d":true}}' }, { settings: { a: null, b: [1, 'x'], c: { d: true } } }],
		['an empty configuration', { updateFields: byJson(NOTHING.list) }, { configuration: [] }],
		['a resource without defaults', { updateFields: byForm([{ resourceId: 'leads' }]) }, { configuration: [{ resource: 'leads', defaults: [] }] }],
		['one mapping', { updateFields: { customMappings: { mappings: [{ value: '$.x' }] } } }, { customMappings: [{ value: '$.x' }] }],
	])('an update of %s', async (_name, parameters, connection) => {
		await same({ operation: 'update', ...target, ...(parameters as INodeParameters) }, async (client) => await client.vault.connections.update({ ...TARGET, connection }));
	});
});

it('consumers: list with its filters, and one by its ID', async () => {
	const filter = { consumerId: 'blue', search: 'fjord & co' };
	const calls: Array<[object, (client: Apideck) => Promise<unknown>]> = [
		[{ operation: 'getAll', limit: 7, filters: { consumerPrefix: 'blue', search: 'fjord & co' } }, async (client) => await client.vault.consumers.list({ filter, limit: 7 })],
		[{ operation: 'get', consumer: byId('Blue Hill & Co / Retail') }, async (client) => await client.vault.consumers.get({ consumerId: 'Blue Hill & Co / Retail' })],
	];
	for (const [parameters, call] of calls) {
		const [theirs, ...more] = await clientSends(call);
		const ours = await nodeSends({ resource: 'consumer', ...parameters });
		// The order of the query is free; these operations take no consumer header, and the client sends none.
		const sorted = ({ query, ...rest }: NonNullable<typeof theirs>) => ({ ...rest, query: [...new URLSearchParams(query)].sort() });
		expect(more).toEqual([]);
		expect(ours.map(sorted)).toEqual([sorted(theirs!)]);
	}
});
