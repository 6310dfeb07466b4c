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

/**
 * Undefined when the field was left empty: then any record will do. An expression that returns nothing was meant to name one, and
 * must not show another customer's employee instead.
 * @throws NodeOperationError when the ID cannot be sent
 */
export function readRecordId(item: Item): string | undefined {
	const { name, displayName: label } = recordIdField;
	const id = readQueryText(item, label, item.value<string>(name, '', label));
	if (id === undefined && item.isExpression(name)) {
		throw item.invalid(`The expression in '${label}' returned no value`, `Make sure the expression returns an ID, or leave '${label}' empty to use any record.`);
	}
	return id;
}
