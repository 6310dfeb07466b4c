import type { Resource } from '../operation';
import { getAll } from './getAll.operation';

export const log: Resource = {
	label: 'Log',
	value: 'log',
	firstOperation: 'getAll',
	operations: { getAll },
};
