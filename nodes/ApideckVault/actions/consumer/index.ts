import type { Resource } from '../operation';
import { create } from './create.operation';
import { deleteConsumer } from './delete.operation';
import { get } from './get.operation';
import { getAll } from './getAll.operation';
import { getRequestCounts } from './getRequestCounts.operation';
import { update } from './update.operation';

export const consumer: Resource = {
	label: 'Consumer',
	value: 'consumer',
	firstOperation: 'getAll',
	operations: { getAll, get, create, update, delete: deleteConsumer, getRequestCounts },
};
