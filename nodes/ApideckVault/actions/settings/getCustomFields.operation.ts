import { anyResourceField } from '../../fields/apiResource';
import { readRecordId, recordIdField } from '../../fields/recordId';
import type { CustomField } from '../../vault/customField';
import { connectionTarget } from '../connection/target';
import { records, type ItemCall, type Operation, type OutputRecord } from '../operation';
import { listRecords } from '../pagedRecords';
import { ofResource, readResourceTarget } from './target';

async function execute(call: ItemCall): Promise<OutputRecord[]> {
	const target = readResourceTarget(call);
	const { data } = await call.request<CustomField[]>({
		method: 'GET',
		path: [...target.path, 'custom-fields'],
		query: { resource_id: readRecordId(call.item) },
		consumerId: target.consumerId,
		list: true,
	});
	return await listRecords(data, (stretch) => records(stretch.map((field) => ofResource(target, field))));
}

export const getCustomFields: Operation = {
	option: {
		name: 'Get Custom Fields',
		value: 'getCustomFields',
		action: 'Get the custom fields of a resource for its settings',
		description: 'List the fields that the service has beyond those of the unified API, each with the JSONPath that finds it',
	},
	endpoints: ['GET /vault/connections/{unified_api}/{service_id}/{resource}/custom-fields'],
	properties: [...connectionTarget, anyResourceField, recordIdField],
	execute,
};
