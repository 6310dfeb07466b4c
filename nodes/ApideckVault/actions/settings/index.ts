import type { Resource } from '../operation';
import { get } from './get.operation';
import { getCustomFields } from './getCustomFields.operation';
import { getExample } from './getExample.operation';
import { getSchema } from './getSchema.operation';
import { update } from './update.operation';

export const settings: Resource = {
	label: 'Resource Settings',
	value: 'settings',
	firstOperation: 'get',
	operations: { get, update, getSchema, getExample, getCustomFields },
};
