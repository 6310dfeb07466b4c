import type { ILoadOptionsFunctions, INodeListSearchItems, INodeListSearchResult } from 'n8n-workflow';

import type { Connection, Consumer, CustomMapping } from '../api/connection';
import type { CustomField } from '../api/records';
import { alphabetical } from '../parameters/param';
import { isConsumerPathSafe, isPathSafe } from '../transport/call';
import { nextCursor, paginate } from '../transport/paginate';
import { openVault } from '../transport/session';
import { currentConnection, currentConsumer, currentOrigins, currentValue, fetchCurrentConnection, missingSelectionError, requestSettings, requiredPathId } from './context';
import { filterByText, nameOf, objectsOf, textsOf, toListItem, type UnknownRecord, usableEntries, usableId, usableText } from './listItems';

/** The selected consumer's connections of the selected unified API, with their state. Connections that were never added come last. */
export async function searchConnections(
	this: ILoadOptionsFunctions,
	filter?: string,
): Promise<INodeListSearchResult> {
	const vault = await openVault(this);
	const { data } = await vault.request<Connection[]>(
		{
			method: 'GET',
			list: true,
			path: ['vault', 'connections'],
			query: { api: currentValue(this, 'unifiedApi') || undefined },
			consumerId: currentConsumer(this, vault),
			origins: currentOrigins(this, vault),
		},
		requestSettings(),
	);
	const search = filter?.trim().toLowerCase() ?? '';
	const found = objectsOf(data)
		.filter(({ name, service_id: service }) => `${nameOf(name)} ${nameOf(service)}`.toLowerCase().includes(search))
		.sort((a, b) => rank(a) - rank(b) || alphabetical(nameOf(a['name']), nameOf(b['name'])));
	return { results: usableEntries(this, found.map(connectionItem)) };
}

function rank({ state }: UnknownRecord): number {
	return state === 'available' ? 1 : 0;
}

function connectionItem({ name, service_id: serviceId, state, health, enabled }: UnknownRecord): INodeListSearchItems | undefined {
	const service = usableId(serviceId);
	if (service === undefined) return undefined;
	const problem = health === undefined || health === null || health === 'ok' ? '' : `, ${humanize(health)}`;
	const status = state === 'available' ? 'not added yet' : `${humanize(state)}${problem}${enabled === false ? ', disabled' : ''}`;
	return { name: `${nameOf(name, service)} – ${status}`, value: service };
}

function humanize(value: unknown): string {
	return nameOf(value, 'unknown state').replaceAll('_', ' ');
}

/** Statuses of connectors that can be called. */
const CALLABLE = new Set<unknown>(['live', 'beta', undefined]);

/**
 * Connectors that Apideck offers for the selected unified API. The API cannot search connectors, so all pages are read when the user
 * types. Without a filter, the list shows one page at a time.
 */
export async function searchConnectors(
	this: ILoadOptionsFunctions,
	filter?: string,
	paginationToken?: string,
): Promise<INodeListSearchResult> {
	const vault = await openVault(this);
	const settings = requestSettings();
	const query = { 'filter[unified_api]': currentValue(this, 'unifiedApi') || undefined };
	const call = { method: 'GET' as const, path: ['connector', 'connectors'], query };
	const search = filter?.trim().toLowerCase() ?? '';
	if (search === '') {
		const { data, meta } = await vault.request<object[]>(
			{ ...call, list: true, query: { ...query, cursor: paginationToken, limit: 100 } },
			settings,
		);
		const next = nextCursor(vault, meta);
		return { results: usableEntries(this, objectsOf(data).flatMap(connectorItem)), ...(next && { paginationToken: next }) };
	}
	const found: UnknownRecord[] = [];
	for await (const page of paginate<UnknownRecord>(vault, call, settings)) {
		for (const connector of objectsOf(page)) {
			if (`${nameOf(connector['name'])} ${nameOf(connector['service_id'])}`.toLowerCase().includes(search)) found.push(connector);
		}
	}
	return { results: usableEntries(this, found.flatMap(connectorItem)) };
}

/** Empty for a connector that cannot be called; undefined for one without a valid ID. */
function connectorItem({ name, service_id: serviceId, status }: UnknownRecord): Array<INodeListSearchItems | undefined> {
	if (!CALLABLE.has(status)) return [];
	const service = usableId(serviceId);
	return [service === undefined ? undefined : { name: `${nameOf(name, service)}${status === 'beta' ? ' (beta)' : ''}`, value: service }];
}

const PAGE_SIZE = 50;

/** Consumers by page. The API searches their IDs and metadata. */
export async function searchConsumers(
	this: ILoadOptionsFunctions,
	filter?: string,
	paginationToken?: string,
): Promise<INodeListSearchResult> {
	const vault = await openVault(this);
	const { data, meta } = await vault.request<Consumer[]>(
		{
			method: 'GET',
			list: true,
			path: ['vault', 'consumers'],
			query: { 'filter[search]': filter?.trim() || undefined, cursor: paginationToken, limit: PAGE_SIZE },
		},
		requestSettings(),
	);
	const next = nextCursor(vault, meta);
	return { results: usableEntries(this, objectsOf(data).map(consumerItem)), ...(next && { paginationToken: next }) };
}

/** The user of Apideck chooses consumer IDs, so any ID that works in a path is listed. */
function consumerItem({ consumer_id: consumerId, metadata }: UnknownRecord): INodeListSearchItems | undefined {
	const id = isConsumerPathSafe(consumerId) ? usableText(consumerId) : undefined;
	if (id === undefined) return undefined;
	const { account_name: account, user_name: user, email } = objectsOf([metadata])[0] ?? {};
	const name = nameOf(account, user, email);
	return { name: name === '' ? nameOf(id) : `${name} (${nameOf(id)})`, value: id };
}

/** Custom fields of the selected target field's resource. The value is the JSONPath for a mapping. */
export async function searchCustomFields(this: ILoadOptionsFunctions, filter?: string): Promise<INodeListSearchResult> {
	const { unifiedApi, service, get } = await currentConnection(this);
	// The ID of a target field consists of unified API, resource and key, as in hris+employees+first_aid_training.
	const resource = currentValue(this, 'targetField').split('+')[1];
	if (!isPathSafe(resource)) throw missingSelectionError(this, 'targetField');
	const path = ['vault', 'connections', unifiedApi, service, resource, 'custom-fields'];
	const { data } = await get<CustomField[]>({ path, list: true });
	return filterByText(usableEntries(this, objectsOf(data).map(customFieldItem)), filter);
}

function customFieldItem({ id, name, finder: jsonPath }: UnknownRecord): INodeListSearchItems | undefined {
	const finder = usableText(jsonPath);
	return finder === undefined ? undefined : { name: `${nameOf(name, id, finder)} – ${nameOf(finder)}`, value: finder };
}

/** Connectors that the selected service's connections can be migrated to. */
export async function searchMigrationTargets(this: ILoadOptionsFunctions, filter?: string): Promise<INodeListSearchResult> {
	const service = requiredPathId(this, 'service');
	const vault = await openVault(this);
	const { data } = await vault.request<{ migration_targets?: unknown }>(
		{ method: 'GET', path: ['connector', 'connectors', service], origins: currentOrigins(this, vault) },
		requestSettings(),
	);
	return filterByText(usableEntries(this, textsOf(data.migration_targets).map(toListItem)), filter);
}

const configurable = (connection: Connection) => [
	...textsOf(connection.resource_settings_support),
	...textsOf(connection.configurable_resources),
];
const described = (connection: Connection) => textsOf(connection.resource_schema_support);

function resourceSearch(resources: (connection: Connection) => string[]) {
	return async function (this: ILoadOptionsFunctions, filter?: string): Promise<INodeListSearchResult> {
		const names = [...new Set(resources(await fetchCurrentConnection(this)))];
		return filterByText(usableEntries(this, names.map(toListItem)), filter);
	};
}

/** Resources of the selected connection that have settings. */
export const searchSettingsResources = resourceSearch(configurable);

/** Resources of the selected connection that have a schema and an example. */
export const searchSchemaResources = resourceSearch(described);

/** All resources that the selected connection names. Connections do not list the resources of custom fields and mappings. */
export const searchResources = resourceSearch((connection) => [...configurable(connection), ...described(connection)]);

/** Target fields of the selected connection, each with its mapping. */
export async function searchTargetFields(this: ILoadOptionsFunctions, filter?: string): Promise<INodeListSearchResult> {
	const { unifiedApi, service, get } = await currentConnection(this);
	const { data } = await get<CustomMapping[]>({ path: ['vault', 'custom-mappings', unifiedApi, service], list: true });
	return filterByText(usableEntries(this, objectsOf(data).map(targetFieldItem)), filter);
}

function targetFieldItem({ id: fieldId, label, value, required }: UnknownRecord): INodeListSearchItems | undefined {
	const id = usableId(fieldId);
	if (id === undefined) return undefined;
	const path = nameOf(value);
	const state = path === '' ? `not mapped${required === true ? ', required' : ''}` : `mapped to ${path}`;
	return { name: `${nameOf(label, id)} – ${state}`, value: id };
}
