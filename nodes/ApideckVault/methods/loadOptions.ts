import type { ILoadOptionsFunctions, INodePropertyOptions } from 'n8n-workflow';

import type { Connection, Consumer } from '../api/connection';
import { isHeaderSafe } from '../api/ids';
import type { CustomField } from '../api/records';
import { isServiceId } from '../fields/connection';
import { alphabetical } from '../parameters/param';
import { openVault } from '../transport/session';
import { currentConnection, fetchCurrentConnection, requestSettings, requiredPathId } from './context';
import { nameOf, objectsOf, textsOf, toListItem, type UnknownRecord, usableEntries, usableId, usableText } from './listItems';

/** Resources of the selected connection that can have default values. */
export async function getConfigurableResources(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
	const { configurable_resources: resources } = await fetchCurrentConnection(this);
	return usableEntries(this, textsOf(resources).map(toListItem));
}

/** Fields of the selected resource that can have a default value: those of the connection, then the service's custom fields. */
export async function getResourceFields(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
	const { path: ids, get } = await currentConnection(this);
	const resource = requiredPathId(this, 'apiResource');
	const path = ['vault', 'connections', ...ids, resource];
	const [{ data: connection }, custom] = await Promise.all([
		get<Connection>({ path: [...path, 'config'] }),
		// Apideck returns an error for the many services without custom fields.
		get<CustomField[]>({ path: [...path, 'custom-fields'], list: true }).then(({ data }) => data, () => []),
	]);
	const own = objectsOf(connection.configuration).filter((entry) => entry['resource'] === resource);
	const defaults = own.flatMap((entry) => objectsOf(entry['defaults']));
	return usableEntries(this, [...defaults.map(fieldOption), ...objectsOf(custom).map(customFieldOption)]);
}

function fieldOption({ id: fieldId }: UnknownRecord): INodePropertyOptions | undefined {
	const id = usableText(fieldId);
	return id === undefined ? undefined : { name: nameOf(id), value: id };
}

function customFieldOption({ id: fieldId, name }: UnknownRecord): INodePropertyOptions | undefined {
	const id = usableText(fieldId);
	return id === undefined ? undefined : { name: `${nameOf(name, id)} (custom field)`, value: id };
}

/** Consumers to read when looking for one whose connections can be listed. */
const CONSUMERS = 50;

/** The services of the application; none when it has no consumer. Apideck lists them per consumer, connected or not, so it does not matter which consumer is used. */
export async function getServices(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
	const vault = await openVault(this);
	const settings = requestSettings();
	const { data: consumers } = await vault.request<Consumer[]>({ method: 'GET', list: true, path: ['vault', 'consumers'], query: { limit: CONSUMERS } }, settings);
	const [consumer] = usableEntries(this, objectsOf(consumers).map(headerConsumerOption));
	if (consumer === undefined) return [];
	const { data } = await vault.request<Connection[]>({ method: 'GET', list: true, path: ['vault', 'connections'], consumerId: consumer.value }, settings);
	return usableEntries(this, objectsOf(data).map(serviceOption)).sort((a, b) => alphabetical(a.name, b.name));
}

function headerConsumerOption({ consumer_id: consumerId }: UnknownRecord): { name: string; value: string } | undefined {
	const id = usableText(consumerId);
	return id === undefined || !isHeaderSafe(id) ? undefined : { name: id, value: id };
}

function serviceOption({ name, service_id: serviceId }: UnknownRecord): INodePropertyOptions | undefined {
	const id = usableId(serviceId);
	return id === undefined || !isServiceId(id) ? undefined : { name: nameOf(name, id), value: id };
}
