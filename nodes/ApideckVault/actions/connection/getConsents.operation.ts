import { connectionParams } from '../../fields/connection';
import { defineList } from '../defineOperation';
import { plainOutput } from '../output';

export const getConsents = defineList({
	name: 'Get Consents',
	action: 'Get consents of connection',
	description: 'Retrieve a list of consents of a connection: what the consumer has allowed and denied, one item per decision',
	endpoint: 'GET /vault/connections/{unified_api}/{service_id}/consent',
	params: connectionParams,
	output: plainOutput,
});
