import type { Connection } from '../../vault/connection';
import type { ItemCall, Operation, OutputRecord } from '../operation';
import { connectionOutput, connectionRecord, connectionTarget, readTarget } from './target';

async function execute(call: ItemCall): Promise<OutputRecord[]> {
	const target = readTarget(call);
	const { data } = await call.request<Connection>({
		method: 'POST',
		path: [...target.path, 'token'],
		// The contract: an empty object, never credentials.
		body: {},
		consumerId: target.consumerId,
	});
	return connectionRecord(call, data, target);
}

export const token: Operation = {
	option: {
		name: 'Authorize Access Token',
		value: 'token',
		action: 'Authorize the access token of a connection',
		description:
			'Exchange the stored credentials for an access token and keep it in Vault. For connections with the grant type client_credentials or password.',
	},
	endpoints: ['POST /vault/connections/{unified_api}/{service_id}/token'],
	properties: [...connectionTarget, ...connectionOutput],
	execute,
};
