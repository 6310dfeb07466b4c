import type { ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';

import type { Connection } from '../vault/connection';
import { chosenConnection } from './chosenConnection';
import { textsOf, usableEntries } from './entries';
import { matching } from './matching';
import { entryOf } from './title';

const configurable = (connection: Connection) => [
	...textsOf(connection.resource_settings_support),
	...textsOf(connection.configurable_resources),
];
const described = (connection: Connection) => textsOf(connection.resource_schema_support);

function search(resources: (connection: Connection) => string[]) {
	return async function (this: ILoadOptionsFunctions, filter?: string): Promise<INodeListSearchResult> {
		const names = [...new Set(resources(await chosenConnection(this)))];
		return matching(usableEntries(this, names.map(entryOf)), filter);
	};
}

/** Resources of the chosen connection whose defaults can be set. */
export const searchSettingsResources = search(configurable);

/** Resources of the chosen connection whose schema and example it can show. */
export const searchSchemaResources = search(described);

/** Every resource that the chosen connection names: custom fields and mappings have no list of their own. */
export const searchResources = search((connection) => [...configurable(connection), ...described(connection)]);
