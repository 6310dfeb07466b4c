import type { INodeProperties } from 'n8n-workflow';

import type { Item } from './item';
import { picker, readPicked } from './locator';

function serviceField(searchListMethod: string, description: string): INodeProperties {
	return picker({
		displayName: 'Service',
		name: 'service',
		description,
		select: 'Select a service…',
		searchListMethod,
		example: 'hubspot',
	});
}

/** Picker over the connections that the chosen consumer has, with their state. */
export const connectedServiceField = serviceField(
	'searchConnections',
	"The service that the consumer is connected to. The list shows the consumer's connections and their state.",
);

/** Picker over Apideck's connector catalogue: the connection need not exist yet. */
export const catalogueServiceField = serviceField(
	'searchConnectors',
	'The service to connect to. The list shows the connectors that Apideck offers for the unified API.',
);

/** @throws NodeOperationError when no service is chosen or its ID cannot be sent. */
export function readService(item: Item): string {
	return readPicked(item, connectedServiceField);
}
