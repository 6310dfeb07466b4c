import { configurableResourceField } from '../../fields/apiResource';
import type { Connection } from '../../vault/connection';
import { connectionTarget } from '../connection/target';
import type { ItemCall, Operation, OutputRecord } from '../operation';
import { readResourceTarget, settingsOutput, settingsRecords } from './target';

async function execute(call: ItemCall): Promise<OutputRecord[]> {
	const target = readResourceTarget(call);
	const { data } = await call.request<Connection>({
		method: 'GET',
		path: [...target.path, 'config'],
		consumerId: target.consumerId,
	});
	return settingsRecords(call, data, target);
}

export const get: Operation = {
	option: {
		name: 'Get',
		value: 'get',
		action: 'Get resource settings',
		description: 'Retrieve the fields of one resource of a connection that have a default value, and their values',
	},
	endpoints: ['GET /vault/connections/{unified_api}/{service_id}/{resource}/config'],
	properties: [...connectionTarget, configurableResourceField, ...settingsOutput],
	execute,
};
