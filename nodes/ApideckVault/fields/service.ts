import type { INodeProperties } from 'n8n-workflow';

import { checkIdentifier } from './identifier';
import type { Item } from './item';

const LABEL = 'Service';

function serviceField(searchListMethod: string, description: string): INodeProperties {
	return {
		displayName: LABEL,
		name: 'service',
		type: 'resourceLocator',
		required: true,
		default: { mode: 'list', value: '' },
		description,
		modes: [
			{
				displayName: 'From List',
				name: 'list',
				type: 'list',
				placeholder: 'Select a service…',
				typeOptions: { searchListMethod, searchable: true },
			},
			{
				displayName: 'By ID',
				name: 'id',
				type: 'string',
				placeholder: 'e.g. hubspot',
			},
		],
	};
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
	const id = item.locator('service');
	if (id === '') {
		throw item.invalid(`'${LABEL}' is empty`, `Pick a service in '${LABEL}', or enter its ID, for example hubspot.`);
	}
	return checkIdentifier(item, LABEL, id);
}
