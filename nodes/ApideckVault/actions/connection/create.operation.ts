import { settingsFields } from '../../fields/settings';
import type { Connection } from '../../vault/connection';
import type { ItemCall, Operation, OutputRecord } from '../operation';
import { secretsOf } from '../secretsOf';
import { connectionFields, readConnectionBody } from './body';
import { connectionOutput, connectionRecord, newConnectionTarget, readTarget } from './target';

async function execute(call: ItemCall): Promise<OutputRecord[]> {
	const target = readTarget(call);
	const body = readConnectionBody(call.item, 'additionalFields', 'Additional Fields');
	const { data } = await call.request<Connection>({
		method: 'POST',
		path: target.path,
		// Not repeatable: what a second one does to a connection that is there by now is not documented.
		body,
		consumerId: target.consumerId,
		secrets: secretsOf(body['settings']),
	});
	return connectionRecord(call, data, target);
}

export const create: Operation = {
	option: {
		name: 'Create',
		value: 'create',
		action: 'Create a connection',
		description:
			'Add a connection to a consumer with its settings, such as an API key. For tokens that you already have, use Import.',
	},
	endpoints: ['POST /vault/connections/{unified_api}/{service_id}'],
	properties: [
		...newConnectionTarget,
		...settingsFields,
		connectionFields('Additional Fields', 'additionalFields'),
		...connectionOutput,
	],
	execute,
};
