import type { Resource } from '../operation';
import { get } from './get.operation';
import { getAll } from './getAll.operation';

export const consumer: Resource = {
	label: 'Consumer',
	value: 'consumer',
	firstOperation: 'getAll',
	operations: { getAll, get },
};
