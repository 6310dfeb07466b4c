import type { ConsentRecord } from '../../vault/consent';
import { records, type ItemCall, type Operation, type OutputRecord } from '../operation';
import { listRecords } from '../pagedRecords';
import { connectionTarget, ofConnection, readTarget } from './target';

async function execute(call: ItemCall): Promise<OutputRecord[]> {
	const target = readTarget(call);
	const { data } = await call.request<ConsentRecord[]>({
		method: 'GET',
		path: [...target.path, 'consent'],
		consumerId: target.consumerId,
		list: true,
	});
	return await listRecords(data, (stretch) => records(stretch.map((consent) => ofConnection(target, consent))));
}

export const getConsents: Operation = {
	option: {
		name: 'Get Consents',
		value: 'getConsents',
		action: 'Get the consents of a connection',
		description: 'List what the consumer has allowed and refused for a connection, one item per decision',
	},
	endpoints: ['GET /vault/connections/{unified_api}/{service_id}/consent'],
	properties: connectionTarget,
	execute,
};
