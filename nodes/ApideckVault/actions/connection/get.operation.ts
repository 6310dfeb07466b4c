import type { Connection } from '../../vault/connection';
import type { ItemCall, Operation, OutputRecord } from '../operation';
import { connectionOutput, connectionRecords, connectionTarget, readTarget } from './target';

async function execute(call: ItemCall): Promise<OutputRecord[]> {
	const { consumerId, path } = readTarget(call);
	const { data } = await call.request<Connection>({ method: 'GET', path, consumerId });
	return connectionRecords(call, [data], consumerId);
}

export const get: Operation = {
	option: {
		name: 'Get',
		value: 'get',
		action: 'Get a connection',
		description: 'Retrieve one connection with its state, health and settings',
	},
	endpoints: ['GET /vault/connections/{unified_api}/{service_id}'],
	properties: [...connectionTarget, ...connectionOutput],
	execute,
};
