import type { ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';

import type { Connection } from '../vault/connection';
import { chosenConnection } from './chosenConnection';
import { matching } from './matching';
import { title } from './title';

const configurable = (connection: Connection) => [
	...(connection.resource_settings_support ?? []),
	...(connection.configurable_resources ?? []),
];
const described = (connection: Connection) => connection.resource_schema_support ?? [];

function search(resources: (connection: Connection) => string[]) {
	return async function (this: ILoadOptionsFunctions, filter?: string): Promise<INodeListSearchResult> {
		const names = [...new Set(resources(await chosenConnection(this)))];
		return matching(names.map((name) => ({ name: title(name), value: name })), filter);
	};
}

/** Resources of the chosen connection whose defaults can be set. */
export const searchSettingsResources = search(configurable);

/** Resources of the chosen connection whose schema and example it can show. */
export const searchSchemaResources = search(described);

/** Every resource that the chosen connection names: custom fields and mappings have no list of their own. */
export const searchResources = search((connection) => [...configurable(connection), ...described(connection)]);
