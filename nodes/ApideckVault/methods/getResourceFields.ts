import type { ILoadOptionsFunctions, INodePropertyOptions } from 'n8n-workflow';

import type { Connection } from '../vault/connection';
import type { CustomField } from '../vault/customField';
import { chosenTarget } from './chosenTarget';
import { chooseFirst, chosen } from './lookup';

/** Fields of the chosen resource that can have a default: those that the connection names, then the service's custom fields. */
export async function getResourceFields(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
	const { unifiedApi, service, get } = await chosenTarget(this);
	const resource = chosen(this, 'apiResource');
	if (resource === '') throw chooseFirst(this, "an 'API Resource'");
	const path = ['vault', 'connections', unifiedApi, service, resource];
	const [{ data: connection }, custom] = await Promise.all([
		get<Connection>({ path: [...path, 'config'] }),
		// Many services have no custom fields, and answer so with an error.
		get<CustomField[]>({ path: [...path, 'custom-fields'], list: true }).then(({ data }) => data, () => []),
	]);
	const own = (connection.configuration ?? []).filter((entry) => entry.resource === resource);
	const options = new Map<string, INodePropertyOptions>();
	for (const { id } of own.flatMap(({ defaults }) => defaults ?? [])) {
		if (id) options.set(id, { name: id, value: id });
	}
	for (const { id, name } of custom) {
		if (id && !options.has(id)) options.set(id, { name: `${name ?? id} (custom field)`, value: id });
	}
	return [...options.values()];
}
