import type { INodeProperties } from 'n8n-workflow';

import type { Item } from './item';
import { parseJson } from './json';

const LABEL = 'Metadata (JSON)';

/** What an application keeps with a connection for itself. */
export const metadataField: INodeProperties = {
	displayName: LABEL,
	name: 'metadata',
	type: 'json',
	default: '',
	placeholder: 'e.g. {"plan": "enterprise"}',
	description: 'Your own data about this connection, as a JSON object',
};

/** Undefined when there is none. @throws NodeOperationError for anything but a JSON object. */
export function readMetadata(item: Item, value: unknown): object | undefined {
	return parseJson(item, LABEL, value, 'object');
}
