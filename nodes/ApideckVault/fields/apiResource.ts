import type { INodeProperties } from 'n8n-workflow';

import type { Item } from './item';
import { picker, readPicked } from './locator';

function apiResourceField(searchListMethod: string, listed: string): INodeProperties {
	return picker({
		displayName: 'API Resource',
		name: 'apiResource',
		description: `The resource of the unified API, such as leads or employees. The list shows those ${listed}.`,
		select: 'Select a resource…',
		searchListMethod,
		example: 'leads',
	});
}

/** Picker over the resources whose defaults can be set. */
export const configurableResourceField = apiResourceField(
	'searchSettingsResources',
	'that have settings in this connection',
);

/** Picker over the resources whose fields the service describes. */
export const describedResourceField = apiResourceField(
	'searchSchemaResources',
	'whose schema this connection can show',
);

/** Picker over every resource that the connection names. */
export const anyResourceField = apiResourceField('searchResources', 'that this connection knows');

/** @throws NodeOperationError when no resource is chosen or its name cannot be sent. */
export function readApiResource(item: Item): string {
	return readPicked(item, anyResourceField);
}
