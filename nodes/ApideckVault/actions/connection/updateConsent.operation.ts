import { connectionParams, consentOf, consentParams } from '../../fields/connection';
import type { ConsentRecord } from '../../api/records';
import { defineOperation } from '../defineOperation';
import { plainOutput } from '../output';

export const updateConsent = defineOperation({
	name: 'Update Consent',
	action: 'Update consent of connection',
	description: 'Update the consent of a connection: record that the consumer allows or denies access to its data',
	endpoint: 'PATCH /vault/connections/{unified_api}/{service_id}/consent',
	// Not idempotent: Apideck records each request as a separate decision.
	idempotent: false,
	params: { ...connectionParams, ...consentParams },
	output: plainOutput,
	run: async ({ params, send, invalid }) => await send<ConsentRecord>({ body: consentOf(params, { invalid }) }),
});
