import type { ILoadOptionsFunctions, INodePropertyOptions } from 'n8n-workflow';

import type { Connection } from '../vault/connection';
import type { CustomField } from '../vault/customField';
import { chosenTarget } from './chosenTarget';
import { nameOf, objectsOf, usableEntries, usableText, type Loose } from './entries';
import { checkPathId, chooseFirst, chosen } from './lookup';

/** Fields of the chosen resource that can have a default: those that the connection names, then the service's custom fields. */
export async function getResourceFields(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
	const { unifiedApi, service, get } = await chosenTarget(this);
	const resource = chosen(this, 'apiResource');
	if (resource === '') throw chooseFirst(this, "an 'API Resource'");
	checkPathId(this, 'API Resource', resource);
	const path = ['vault', 'connections', unifiedApi, service, resource];
	const [{ data: connection }, custom] = await Promise.all([
		get<Connection>({ path: [...path, 'config'] }),
		// Many services have no custom fields, and answer so with an error.
		get<CustomField[]>({ path: [...path, 'custom-fields'], list: true }).then(({ data }) => data, () => []),
	]);
	const own = objectsOf(connection.configuration).filter((entry) => entry['resource'] === resource);
	const defaults = own.flatMap((entry) => objectsOf(entry['defaults']));
	return usableEntries(this, [...defaults.map(entry), ...objectsOf(custom).map(customEntry)]);
}

function entry({ id: given }: Loose): INodePropertyOptions | undefined {
	const id = usableText(given);
	return id === undefined ? undefined : { name: nameOf(id), value: id };
}

function customEntry({ id: given, name }: Loose): INodePropertyOptions | undefined {
	const id = usableText(given);
	return id === undefined ? undefined : { name: `${nameOf(name, id)} (custom field)`, value: id };
}
