import type { ILoadOptionsFunctions, INodePropertyOptions } from 'n8n-workflow';

import { chosenConnection } from './chosenConnection';

/** Resources of the chosen connection that take default values. */
export async function getConfigurableResources(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
	const { configurable_resources: resources } = await chosenConnection(this);
	return (resources ?? []).map((resource) => ({ name: title(resource), value: resource }));
}

function title(resource: string): string {
	return resource
		.split(/[-_]/)
		.map((word) => word.charAt(0).toUpperCase() + word.slice(1))
		.join(' ');
}
