import type { ILoadOptionsFunctions, INodeListSearchItems, INodeListSearchResult } from 'n8n-workflow';

import type { Connection, Consumer, CustomMapping } from '../api/connection';
import { consumerIdProblem, formatConnectionId, isKnownUnifiedApi, unifiedApiName } from '../api/ids';
import type { CustomField } from '../api/records';
import { alphabetical } from '../parameters/param';
import { isPathSafe } from '../transport/call';
import { nextCursor, paginate } from '../transport/paginate';
import { openVault } from '../transport/session';
import { currentConnection, currentConsumer, currentOrigins, currentValue, fetchCurrentConnection, missingSelectionError, requestSettings, selectedConnection } from './context';
import { listOf, nameOf, objectsOf, textsOf, toListItem, type UnknownRecord, usableId, usableText } from './listItems';

/**
 * The selected consumer's connections: first those that need attention, last those that were never added. The state is not part of
 * the name, because n8n saves the name in the workflow.
 */
export async function searchConnections(
	this: ILoadOptionsFunctions,
	filter?: string,
): Promise<INodeListSearchResult> {
	const vault = await openVault(this);
	const { data } = await vault.request<Connection[]>(
		{ method: 'GET', list: true, path: ['vault', 'connections'], consumerId: currentConsumer(this, vault), origins: currentOrigins(this, vault) },
		requestSettings(),
	);
	const entries = objectsOf(data).map((connection) => ({ rank: rank(connection), item: connectionItem(connection) }));
	const sorted = entries.sort((a, b) => a.rank - b.rank || alphabetical(a.item?.name ?? '', b.item?.name ?? ''));
	return listOf(this, sorted.map(({ item }) => item), filter);
}

/** The position in the list. A connection that is disabled on purpose needs no attention. */
function rank({ state, health, enabled }: UnknownRecord): number {
	if (state === 'available') return 2;
	const isHealthy = state === 'callable' && (health === undefined || health === null || health === 'ok');
	return isHealthy || enabled === false ? 1 : 0;
}

/** Undefined for a connection whose ID the node would reject later. */
function connectionItem({ name, unified_api: api, service_id: service }: UnknownRecord, note = ''): INodeListSearchItems | undefined {
	const [unifiedApi, serviceId] = [usableId(api), usableId(service)];
	if (unifiedApi === undefined || serviceId === undefined || !isKnownUnifiedApi(unifiedApi)) return undefined;
	return { name: `${nameOf(name, serviceId)} · ${unifiedApiName(unifiedApi)}${note}`, value: formatConnectionId({ unified_api: unifiedApi, service_id: serviceId }) };
}

/** Statuses of connectors that can be called. */
const CALLABLE = new Set<unknown>(['live', 'beta', undefined]);

/**
 * Connectors that Apideck offers, one entry per unified API. The API cannot search connectors, so all pages are read when the user
 * types. Without a filter, the list shows one page at a time.
 */
export async function searchConnectors(
	this: ILoadOptionsFunctions,
	filter?: string,
	paginationToken?: string,
): Promise<INodeListSearchResult> {
	const vault = await openVault(this);
	const settings = requestSettings();
	const call = { method: 'GET' as const, path: ['connector', 'connectors'] };
	if ((filter ?? '').trim() === '') {
		const { data, meta } = await vault.request<object[]>({ ...call, list: true, query: { cursor: paginationToken, limit: 100 } }, settings);
		const next = nextCursor(vault, meta);
		return { ...listOf(this, objectsOf(data).flatMap(connectorItems)), ...(next && { paginationToken: next }) };
	}
	const found: Array<INodeListSearchItems | undefined> = [];
	for await (const page of paginate<UnknownRecord>(vault, call, settings)) {
		for (const connector of objectsOf(page)) found.push(...connectorItems(connector));
	}
	return listOf(this, found, filter);
}

/** Empty for a connector that cannot be called, or that belongs to no unified API; undefined for one that cannot be read. */
function connectorItems({ name, service_id, status, unified_apis: apis }: UnknownRecord): Array<INodeListSearchItems | undefined> {
	if (!CALLABLE.has(status)) return [];
	if (!Array.isArray(apis)) return [undefined];
	return objectsOf(apis).map(({ id }) => connectionItem({ name, unified_api: id, service_id }, status === 'beta' ? ' (beta)' : ''));
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
	return { ...listOf(this, objectsOf(data).map(consumerItem)), ...(next && { paginationToken: next }) };
}

/** Lists every consumer ID that the node accepts. IDs have no fixed form, because Apideck's users choose them. */
function consumerItem({ consumer_id: consumerId, metadata }: UnknownRecord): INodeListSearchItems | undefined {
	const text = usableText(consumerId);
	const id = text === undefined || consumerIdProblem(text) !== undefined ? undefined : text;
	if (id === undefined) return undefined;
	const { account_name: account, user_name: user, email } = objectsOf([metadata])[0] ?? {};
	const name = nameOf(account, user, email);
	return { name: name === '' ? nameOf(id) : `${name} (${nameOf(id)})`, value: id };
}

/** Custom fields of the selected target field's resource. The value is the JSONPath for a mapping. */
export async function searchCustomFields(this: ILoadOptionsFunctions, filter?: string): Promise<INodeListSearchResult> {
	const { path: ids, get } = await currentConnection(this);
	// The ID of a target field consists of unified API, resource and key, as in hris+employees+first_aid_training.
	const resource = currentValue(this, 'targetField').split('+')[1];
	if (!isPathSafe(resource)) throw missingSelectionError(this, 'targetField');
	const path = ['vault', 'connections', ...ids, resource, 'custom-fields'];
	const { data } = await get<CustomField[]>({ path, list: true });
	return listOf(this, objectsOf(data).map(customFieldItem), filter);
}

function customFieldItem({ id, name, finder: jsonPath }: UnknownRecord): INodeListSearchItems | undefined {
	const finder = usableText(jsonPath);
	return finder === undefined ? undefined : { name: `${nameOf(name, id, finder)} – ${nameOf(finder)}`, value: finder };
}

/** Services that the selected connection can be migrated to. */
export async function searchMigrationTargets(this: ILoadOptionsFunctions, filter?: string): Promise<INodeListSearchResult> {
	const { service_id: service } = selectedConnection(this);
	const vault = await openVault(this);
	const { data } = await vault.request<{ migration_targets?: unknown }>(
		{ method: 'GET', path: ['connector', 'connectors', service], origins: currentOrigins(this, vault) },
		requestSettings(),
	);
	return listOf(this, textsOf(data.migration_targets).map(toListItem), filter);
}

const configurable = (connection: Connection) => [
	...textsOf(connection.resource_settings_support),
	...textsOf(connection.configurable_resources),
];
const described = (connection: Connection) => textsOf(connection.resource_schema_support);

function resourceSearch(resources: (connection: Connection) => string[]) {
	return async function (this: ILoadOptionsFunctions, filter?: string): Promise<INodeListSearchResult> {
		const names = [...new Set(resources(await fetchCurrentConnection(this)))];
		return listOf(this, names.map(toListItem), filter);
	};
}

/** Resources of the selected connection that have settings. */
export const searchSettingsResources = resourceSearch(configurable);

/** Resources of the selected connection that have a schema and an example. */
export const searchSchemaResources = resourceSearch(described);

/** All resources that the selected connection names. Connections do not list the resources of custom fields and mappings. */
export const searchResources = resourceSearch((connection) => [...configurable(connection), ...described(connection)]);

/** Target fields of the selected connection. Their mapping is not part of the name, because n8n saves the name in the workflow. */
export async function searchTargetFields(this: ILoadOptionsFunctions, filter?: string): Promise<INodeListSearchResult> {
	const { path, get } = await currentConnection(this);
	const { data } = await get<CustomMapping[]>({ path: ['vault', 'custom-mappings', ...path], list: true });
	return listOf(this, objectsOf(data).map(targetFieldItem), filter);
}

function targetFieldItem({ id: fieldId, label, required }: UnknownRecord): INodeListSearchItems | undefined {
	const id = usableId(fieldId);
	return id === undefined ? undefined : { name: `${nameOf(label, id)}${required === true ? ' (required)' : ''}`, value: id };
}
