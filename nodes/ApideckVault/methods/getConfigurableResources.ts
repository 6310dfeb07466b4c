import type { ILoadOptionsFunctions, INodePropertyOptions } from 'n8n-workflow';

import { chosenConnection } from './chosenConnection';
import { textsOf, usableEntries } from './entries';
import { entryOf } from './title';

/** Resources of the chosen connection that take default values. */
export async function getConfigurableResources(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
	const { configurable_resources: resources } = await chosenConnection(this);
	return usableEntries(this, textsOf(resources).map(entryOf));
}
