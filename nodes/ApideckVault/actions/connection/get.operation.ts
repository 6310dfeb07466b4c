import type { Connection } from '../../vault/connection';
import type { ItemCall, Operation, OutputRecord } from '../operation';
import { connectionOutput, connectionRecord, connectionTarget, readTarget } from './target';

async function execute(call: ItemCall): Promise<OutputRecord[]> {
	const target = readTarget(call);
	const { data } = await call.request<Connection>({ method: 'GET', path: target.path, consumerId: target.consumerId });
	return connectionRecord(call, data, target);
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
