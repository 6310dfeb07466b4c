import type { INodeProperties } from 'n8n-workflow';

import { resources } from '../../nodes/ApideckVault/actions/router';
import { FIXTURES } from '../operations';
import * as kinds from './hostileKinds';
import type { Kind } from './hostileKinds';
import { byId } from './support';

const AT = { consumer: byId('one-co'), connection: byId('crm+one') };
const RESOURCE = { ...AT, apiResource: byId('leads') };
const MAPPING = { ...AT, targetField: byId('crm+leads+a') };
const WRITE = (name: string) => ({ ...AT, settingsMode: 'json', settingsJson: '{"base": 1}', [name]: { metadata: '{"base": 2}' } });

/** Parameters with which an operation sends something. They contain no value that a test gives. */
const OWN_BASE: Record<string, object> = {
	'audit.getFindings': {},
	'audit.getReport': {},
	'connection.getAll': { consumer: byId('one-co') },
	'connection.get': AT,
	'connection.update': WRITE('updateFields'),
	'connection.delete': AT,
	'connection.import': { ...WRITE('additionalFields'), credentials: { refreshToken: 'fake-token' } },
	'connection.token': AT,
	'connection.create': WRITE('additionalFields'),
	'connection.validate': AT,
	'connection.migrate': { ...AT, targetService: byId('two') },
	'connection.confirm': { ...AT, confirmToken: 'fake-confirm-token' },
	'connection.getConsents': AT,
	'connection.updateConsent': AT,
	'connection.createCallbackState': AT,
	'consumer.create': { consumerId: 'new-co', consumerMetadata: {} },
	'consumer.delete': { consumer: byId('one-co') },
	'consumer.get': { consumer: byId('one-co') },
	'consumer.getAll': {},
	'consumer.update': { consumer: byId('one-co'), consumerMetadata: { userName: 'Base', email: 'base@app.example' } },
	'consumer.getRequestCounts': { consumer: byId('one-co'), startDate: '1000-01-01T00:00:00Z', endDate: '9999-12-31T23:59:59Z' },
	'session.create': { consumer: byId('one-co') },
	'settings.get': RESOURCE,
	'settings.update': { ...RESOURCE, settingsMode: 'json', defaultsJson: '[{"id": "base", "value": 1}]' },
	'settings.getSchema': RESOURCE,
	'settings.getExample': RESOURCE,
	'settings.getCustomFields': RESOURCE,
	'customMapping.create': { ...MAPPING, mappingValue: byId('$.a') },
	'customMapping.delete': MAPPING,
	'customMapping.get': MAPPING,
	'customMapping.getAll': AT,
	'customMapping.update': { ...MAPPING, mappingValue: byId('$.a') },
	'customMapping.getConnectionMappings': RESOURCE,
	'log.getAll': { consumer: byId('one-co') },
};

/** By `resource.operation`. Where the list above has no entry, those of the operation's fixture are used. */
export const BASE: Record<string, object> = { ...Object.fromEntries(Object.entries(FIXTURES).map(([name, { parameters }]) => [name, parameters])), ...OWN_BASE };

/** One parameter of one operation, those inside collections too. */
export interface Leaf {
	operation: string;
	/** Such as `filters.path`. */
	key: string;
	property: INodeProperties;
	/** Labels of the collections round it. */
	inside: string[];
	/** Parameters that must have these values for it to be shown. */
	shown: Record<string, unknown>;
	kind: Kind;
	/** Other parameters of this case; keys as above. */
	beside: Record<string, unknown>;
}

const texts = kinds.text();
const query = kinds.text({ max: 1000 });
const object = kinds.json('object');
const list = kinds.json('array');
const switches = kinds.boolean();
const range = (min: number, max: number) => kinds.number({ min, max });
const days = kinds.number({ min: 0, max: 876_600 });
const isApi = (api: string) => /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(api) && api.length <= 64;
const apis = (empty: 'refuse') => kinds.words(isApi, [['crm', 'ats'], ['crm', 'pos']], (entries) => entries, { empty });
const services = kinds.words((entry) => /^[a-z0-9][a-z0-9._-]{0,127}$/.test(entry), [['crm'], ['pos']], (entries) => entries, { empty: 'refuse' });
const METHODS = ['DELETE', 'GET', 'HEAD', 'OPTIONS', 'PATCH', 'POST', 'PUT'];

/** How to read a parameter, with what must stand beside it. Several where what it takes depends on another one. */
type Entry = Kind | Array<{ kind: Kind; beside: Record<string, unknown> }>;

const defaultsAt = (row: string): Record<string, Entry> => ({
	[`${row}.id`]: [{ kind: kinds.text({ empty: 'refuse' }), beside: { [`${row}.value`]: 'x' } }],
	[`${row}.type`]: [{ kind: kinds.choice(['text', 'number'], { empty: 'any' }), beside: { [`${row}.id`]: 'f', [`${row}.value`]: '7' } }],
	[`${row}.options`]: [{ kind: list, beside: { [`${row}.id`]: 'f', [`${row}.value`]: 'x' } }],
	[`${row}.value`]: [
		{ kind: kinds.text({ empty: 'refuse' }), beside: { [`${row}.id`]: 'f' } },
		{ kind: kinds.number({ sure: true, empty: 'refuse' }), beside: { [`${row}.id`]: 'f', [`${row}.type`]: 'number' } },
		{ kind: kinds.boolean({ empty: 'refuse' }), beside: { [`${row}.id`]: 'f', [`${row}.type`]: 'boolean' } },
		{ kind: kinds.json('array', { empty: 'refuse', editor: false }), beside: { [`${row}.id`]: 'f', [`${row}.type`]: 'list' } },
	],
});

const connectionFieldsAt = (name: string): Record<string, Entry> => ({
	[`${name}.configuration.values.settingsMode`]: kinds.choice(['json', 'fields'], { empty: 'refuse' }),
	[`${name}.configuration.values.resources.entries.0.resourceId`]: kinds.identifier({ path: true, empty: 'absent' }),
	...Object.fromEntries(
		Object.entries(defaultsAt(`${name}.configuration.values.resources.entries.0.defaults.entries.0`)).map(([key, entry]) => [
			key,
			(entry as Array<{ kind: Kind; beside: Record<string, unknown> }>).map((one) => ({ ...one, beside: { ...one.beside, [`${name}.configuration.values.resources.entries.0.resourceId`]: 'r' } })),
		]),
	),
	[`${name}.configuration.values.resourcesJson`]: list,
	[`${name}.customMappings.mappings.0.value`]: kinds.text({ empty: 'refuse' }),
	[`${name}.enabled`]: switches,
	[`${name}.metadata`]: object,
});

/** Read by parameter; an operation's own entry, `operation key`, comes first. */
const KINDS: Record<string, Entry> = {
	consumer: kinds.identifier({ ascii: true }),
	'consumer.get consumer': kinds.identifier(),
	'consumer.update consumer': kinds.identifier(),
	'consumer.getRequestCounts consumer': kinds.identifier(),
	'consumer.delete consumer': kinds.identifier(),
	'audit.getFindings consumer': kinds.identifier(),
	'audit.getReport consumer': kinds.identifier(),
	connection: kinds.connection(),
	'filters.api': kinds.unifiedApi(),
	targetService: kinds.identifier({ path: true }),
	targetField: kinds.identifier({ path: true }),
	mappingValue: kinds.identifier(),
	apiResource: kinds.identifier({ path: true }),
	consumerId: kinds.identifier(),
	recordId: kinds.filled(query),
	confirmToken: kinds.text({ trimmed: true, empty: 'refuse' }),
	redirectUri: kinds.address(),
	'options.linkOptions.values.redirectUri': kinds.address(),
	'options.linkOptions.values.sessionLength': kinds.lifetime(),
	'sessionSettings.sessionLength': kinds.lifetime(),
	settingsJson: object,
	...connectionFieldsAt('updateFields'),
	...connectionFieldsAt('additionalFields'),
	...defaultsAt('defaults.entries.0'),
	defaultsJson: kinds.json('array', { empty: 'refuse', hollow: 'refuse' }),
	'additionalFields.customConsumerSettings': object,
	consentResources: kinds.permissions(),
	decision: kinds.choice(['allow', 'deny'], { empty: 'refuse' }),
	'credentials.accessToken': texts,
	'credentials.refreshToken': texts,
	'credentials.expiresIn': kinds.number({ min: 0, max: Number.MAX_SAFE_INTEGER, whole: true }),
	'credentials.issuedAt': kinds.date(),
	...Object.fromEntries(['accountName', 'email', 'image', 'userName'].flatMap((name) => [[`consumerMetadata.${name}`, texts], [`additionalFields.consumerMetadata.values.${name}`, texts]])),
	...Object.fromEntries(['favicon', 'logo', 'primaryColor', 'privacyUrl', 'sidepanelBackgroundColor', 'sidepanelTextColor', 'termsUrl', 'vaultName'].map((name) => [`additionalFields.theme.values.${name}`, texts])),
	...Object.fromEntries(['autoRedirect', 'hideGuides', 'hideResourceSettings', 'isolationMode', 'sandboxMode', 'showLogs', 'showSidebar', 'showSuggestions'].map((name) => [`sessionSettings.${name}`, switches])),
	'sessionSettings.unifiedApis': apis('refuse'),
	'sessionSettings.allowActions': kinds.words((entry) => ['delete', 'disable', 'disconnect', 'reauthorize'].includes(entry), [['delete', 'disable'], ['delete', 'disconnect']], (entries) => entries),
	startDate: kinds.date({ empty: 'refuse' }),
	endDate: kinds.date({ empty: 'refuse' }),
	'filters.startDate': kinds.date(),
	'filters.endDate': kinds.date(),
	'filters.consumerPrefix': query,
	'filters.search': query,
	'filters.path.match.text': kinds.filled(query),
	'filters.path.match.mode': [{ kind: kinds.choice(['EXACT', 'ENDS_WITH', 'STARTS_WITH', 'CONTAINS']), beside: { 'filters.path.match.text': '/p' } }],
	'filters.httpMethods': kinds.words((entry) => METHODS.includes(entry.toUpperCase()), ['PUT', 'PATCH'], (entries) => entries.map((entry) => entry.toUpperCase()).join(' '), { empty: 'refuse' }),
	'filters.statusCodes': kinds.words((entry) => /^[1-5]\d\d$/.test(entry), ['401', '402'], (entries) => entries.join(' '), { empty: 'refuse' }),
	'filters.excludeUnifiedApis': kinds.words(isApi, [['crm', 'ats'], ['crm', 'pos']], (entries) => entries.join(','), { empty: 'refuse' }),
	'filters.configurationStatus': kinds.choice(['configured', 'notConfigured']),
	'filters.includeNotAdded': switches,
	'audit.getFindings filters.search': kinds.text({ max: 1000, trimmed: true }),
	'audit.getReport filters.search': kinds.text({ max: 1000, trimmed: true }),
	'filters.services': services,
	'filters.unifiedApis': apis('refuse'),
	'filters.onlyConfigured': switches,
	'filters.minimumSeverity': kinds.choice(['critical', 'warning', 'info', 'ok']),
	'filters.actors': kinds.words((entry) => ['consumer', 'you', 'apideck', 'nobody'].includes(entry), ['you', 'nobody'], (entries) => entries, { empty: 'refuse' }),
	...Object.fromEntries(['unfinishedDays', 'purgeCriticalHours', 'degradedHours', 'confirmationMinutes', 'refreshFailureHours'].map((name) => [`options.thresholds.values.${name}`, days])),
	...Object.fromEntries(['includeHealthy', 'includeHtml', 'includeLink', 'thorough'].map((name) => [`options.${name}`, switches])),
	'options.checkConnections': kinds.choice(['all', 'never'], { empty: 'refuse' }),
	consumerScope: kinds.choice(['all', 'one'], { empty: 'refuse' }),
	return: kinds.choice(['all', 'changes'], { empty: 'refuse' }),
	'options.concurrency': range(1, 50),
	'options.retries.policy.initialInterval': range(1, 600_000),
	'options.retries.policy.maxElapsedTime': range(0, 86_400),
	'options.retries.policy.maxInterval': range(0, 3_600),
	'options.retries.policy.maxRetries': range(0, 100),
	'options.timeout': range(1, 3_600),
	'options.redactSecrets': switches,
	returnAll: switches,
	'log.getAll startDate': [{ kind: kinds.date({ empty: 'refuse' }), beside: { 'filters.endDate': '9999-12-31T23:59:59Z' } }],
	'log.getAll returnAll': [{ kind: kinds.boolean(), beside: { startDate: '2026-01-01T00:00:00Z', 'filters.endDate': '2026-01-02T00:00:00Z' } }],
	limit: kinds.number({ min: 1, whole: true, sure: true, empty: 'refuse', wire: (given) => Math.min(200, given) }),
	output: kinds.choice(['simplified', 'raw'], { empty: 'refuse' }),
	settingsMode: kinds.choice(['json', 'fields'], { empty: 'refuse' }),
	consentScope: kinds.choice(['all', 'json'], { empty: 'refuse' }),
};

/** What lets less through than without it: where it is added, an expression must give something. */
const NARROWING = /^(filters|sessionSettings)\./;

/** Apideck documents that an empty list of actions hides all of them. */
const ALLOWS_NOTHING = 'sessionSettings.allowActions';

/**
 * The parameters that decide whom or what a request is about, or how much. When an expression leaves one without a value, the request
 * could reach another consumer, return every record, or grant every permission.
 */
const SELECTING =
	/^((filters|sessionSettings)\..+|consumer|consumerId|consumerScope|connection|targetService|targetField|mappingValue|apiResource|recordId|confirmToken|decision|consentScope|consentResources|startDate|endDate|limit|output|fields|settingsMode|return)$/;

/** Whether a parameter must have a value wherever it is given. */
export const isSelecting = ({ key }: Pick<Leaf, 'key'>): boolean => SELECTING.test(key);

/** Whether an empty list is a value of its own there. */
export const allowsNothing = ({ key }: Pick<Leaf, 'key'>): boolean => key === ALLOWS_NOTHING;

/** Drawn by the connection at run time; hostileSettings.test.ts has its cases. */
const ELSEWHERE = new Set(['settings']);

/** Every parameter of every operation. Fails for one that has no kind: a new parameter must be added above. */
export function allLeaves(): Leaf[] {
	return Object.values(resources).flatMap(({ value: resource, operations }) =>
		Object.values(operations).flatMap(({ option, properties }) =>
			properties.flatMap((property) => walk(`${resource}.${option.value}`, property, '', [])),
		),
	);
}

function walk(operation: string, property: INodeProperties, before: string, inside: string[], above: Record<string, unknown> = {}): Leaf[] {
	if (property.type === 'notice') return [];
	const at = `${before}${property.name}`;
	const label = [...inside, property.displayName];
	const shown = { ...above, ...shownWith(property, before) };
	if (property.type === 'collection') return (property.options as INodeProperties[]).flatMap((one) => walk(operation, one, `${at}.`, label, shown));
	if (property.type === 'fixedCollection') {
		const groups = property.options as Array<{ name: string; values: INodeProperties[] }>;
		const row = property.typeOptions?.multipleValues === true ? '0.' : '';
		return groups.flatMap((group) => group.values.flatMap((one) => walk(operation, one, `${at}.${group.name}.${row}`, label, shown)));
	}
	if (ELSEWHERE.has(at)) return [];
	const known = at === 'fields' ? offered(property) : (KINDS[`${operation} ${at}`] ?? KINDS[at]);
	if (known === undefined) throw new Error(`${operation}: nothing is known of the parameter ${at}`);
	const filled = (kind: Kind) => kinds.filled(kind, { emptyList: at === ALLOWS_NOTHING });
	const entry = NARROWING.test(at) ? (Array.isArray(known) ? known.map((one) => ({ ...one, kind: filled(one.kind) })) : filled(known)) : known;
	return (Array.isArray(entry) ? entry : [{ kind: entry, beside: {} }]).map((one) => ({ operation, key: at, property, inside, shown: forced(at, shown), ...one }));
}

/** The values of other parameters with which the editor shows a parameter. */
function shownWith({ displayOptions }: INodeProperties, before: string): Record<string, unknown> {
	return Object.fromEntries(
		Object.entries(displayOptions?.show ?? {})
			.filter(([name]) => name !== 'resource' && name !== 'operation')
			.map(([name, values]) => [name.startsWith('/') ? name.slice(1) : `${before}${name}`, values?.[0]]),
	);
}

/** Some of the offered fields, in any case. */
function offered({ options = [] }: INodeProperties): Kind {
	const names = (options as Array<{ value: string }>).map(({ value }) => value);
	return kinds.words((entry) => names.includes(entry.toLowerCase()), [names.slice(0, 1), names.slice(1, 3)], (entries) => entries, { empty: 'refuse' });
}

/** What is not said by displayOptions, since it stands above. */
function forced(key: string, shown: Record<string, unknown>): Record<string, unknown> {
	if (key === 'limit') return { returnAll: false };
	return shown;
}
