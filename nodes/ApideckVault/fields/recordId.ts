import type { INodeProperties } from 'n8n-workflow';

import type { Item } from './item';
import { readQueryText } from './text';

/** ID of the record that Apideck takes as its sample. */
export const recordIdField: INodeProperties = {
	displayName: 'Record ID',
	name: 'recordId',
	type: 'string',
	default: '',
	placeholder: 'e.g. 12345',
	description: 'The record of the service to take the fields from, such as one employee. Any record unless set.',
};

/** Undefined when any record will do. @throws NodeOperationError when the ID cannot be sent */
export function readRecordId(item: Item): string | undefined {
	return readQueryText(item, 'Record ID', item.value<string>('recordId', '', 'Record ID'));
}
