import { configurableResource, connectionParams } from '../../fields/connection';
import { defineOperation } from '../defineOperation';
import { settingsOutput } from '../outputs';

export const get = defineOperation({
	name: 'Get',
	action: 'Get resource settings',
	description: 'Retrieve the resource settings of a connection: the fields of one resource that have a default, and their values',
	endpoint: 'GET /vault/connections/{unified_api}/{service_id}/{resource}/config',
	params: { ...connectionParams, apiResource: configurableResource },
	output: settingsOutput,
});
