import type { INodeProperties } from 'n8n-workflow';

import type { Item } from './item';
import { filledText } from './text';

/** ID of the record that Apideck takes as its sample. */
export const recordIdField: INodeProperties = {
	displayName: 'Record ID',
	name: 'recordId',
	type: 'string',
	default: '',
	placeholder: 'e.g. 12345',
	description: 'The record of the service to take the fields from, such as one employee. Any record unless set.',
};

/** Undefined when any record will do. */
export function readRecordId(item: Item): string | undefined {
	return filledText(item.value<string>('recordId', ''));
}
