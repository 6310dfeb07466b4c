import type { Resource } from '../operation';
import { create } from './create.operation';
import { deleteMapping } from './delete.operation';
import { get } from './get.operation';
import { getAll } from './getAll.operation';
import { getConnectionMappings } from './getConnectionMappings.operation';
import { update } from './update.operation';

export const customMapping: Resource = {
	label: 'Custom Mapping',
	value: 'customMapping',
	firstOperation: 'getAll',
	operations: { getAll, get, create, update, delete: deleteMapping, getConnectionMappings },
};
