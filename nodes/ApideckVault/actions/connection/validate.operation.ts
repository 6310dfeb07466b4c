import { records, type ItemCall, type Operation, type OutputRecord } from '../operation';
import { connectionTarget, ofConnection, readTarget } from './target';

async function execute(call: ItemCall): Promise<OutputRecord[]> {
	const target = readTarget(call);
	const { data } = await call.request<{ id?: string; state?: string }>({
		method: 'POST',
		path: [...target.path, 'validate'],
		// Not repeatable: it forces a token refresh, and a second one with the same refresh token can end the connection.
		body: {},
		consumerId: target.consumerId,
	});
	return records([ofConnection(target, data)]);
}

export const validate: Operation = {
	option: {
		name: 'Validate',
		value: 'validate',
		action: 'Validate a connection',
		description:
			'Check whether a connection works, and return its state. OAuth tokens are refreshed, whether they have expired or not.',
	},
	endpoints: ['POST /vault/connections/{unified_api}/{service_id}/validate'],
	properties: connectionTarget,
	execute,
};
