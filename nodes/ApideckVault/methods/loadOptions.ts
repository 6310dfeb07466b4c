import type { ILoadOptionsFunctions, INodePropertyOptions } from 'n8n-workflow';

import type { Connection } from '../api/connection';
import type { CustomField } from '../api/records';
import { currentConnection, fetchCurrentConnection, requiredPathId } from './context';
import { nameOf, objectsOf, textsOf, toListItem, type UnknownRecord, usableEntries, usableText } from './listItems';

/** Resources of the selected connection that can have default values. */
export async function getConfigurableResources(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
	const { configurable_resources: resources } = await fetchCurrentConnection(this);
	return usableEntries(this, textsOf(resources).map(toListItem));
}

/** Fields of the selected resource that can have a default value: those of the connection, then the service's custom fields. */
export async function getResourceFields(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
	const { unifiedApi, service, get } = await currentConnection(this);
	const resource = requiredPathId(this, 'apiResource');
	const path = ['vault', 'connections', unifiedApi, service, resource];
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
