import type { Resource } from '../operation';
import { confirm } from './confirm.operation';
import { create } from './create.operation';
import { createCallbackState } from './createCallbackState.operation';
import { deleteConnection } from './delete.operation';
import { get } from './get.operation';
import { getAll } from './getAll.operation';
import { getConsents } from './getConsents.operation';
import { importConnection } from './import.operation';
import { migrate } from './migrate.operation';
import { token } from './token.operation';
import { update } from './update.operation';
import { updateConsent } from './updateConsent.operation';
import { validate } from './validate.operation';

export const connection: Resource = {
	label: 'Connection',
	value: 'connection',
	firstOperation: 'getAll',
	operations: {
		getAll,
		get,
		update,
		delete: deleteConnection,
		import: importConnection,
		token,
		create,
		validate,
		migrate,
		confirm,
		getConsents,
		updateConsent,
		createCallbackState,
	},
};
