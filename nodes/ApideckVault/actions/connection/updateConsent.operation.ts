import { consentFields, readConsent } from '../../fields/consent';
import type { ConsentRecord } from '../../vault/consent';
import { records, type ItemCall, type Operation, type OutputRecord } from '../operation';
import { connectionTarget, ofConnection, readTarget } from './target';

async function execute(call: ItemCall): Promise<OutputRecord[]> {
	const target = readTarget(call);
	const { data } = await call.request<ConsentRecord>({
		method: 'PATCH',
		path: [...target.path, 'consent'],
		body: readConsent(call.item),
		consumerId: target.consumerId,
		// Each one is kept as a decision of its own: a second would be a decision that nobody took.
		repeatable: false,
	});
	return records([ofConnection(target, data)]);
}

export const updateConsent: Operation = {
	option: {
		name: 'Update Consent',
		value: 'updateConsent',
		action: 'Update the consent of a connection',
		description: 'Record that the consumer allows or refuses access to their data in this connection',
	},
	endpoints: ['PATCH /vault/connections/{unified_api}/{service_id}/consent'],
	properties: [...connectionTarget, ...consentFields],
	execute,
};
