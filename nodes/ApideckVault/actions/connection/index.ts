import type { Resource } from '../operation';
import { deleteConnection } from './delete.operation';
import { get } from './get.operation';
import { getAll } from './getAll.operation';
import { importConnection } from './import.operation';
import { token } from './token.operation';
import { update } from './update.operation';

export const connection: Resource = {
	label: 'Connection',
	value: 'connection',
	firstOperation: 'getAll',
	operations: { getAll, get, update, delete: deleteConnection, import: importConnection, token },
};
