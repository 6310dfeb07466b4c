import type { INodeProperties } from 'n8n-workflow';

import { readWebAddress } from '../../fields/webAddress';
import { records, type ItemCall, type Operation, type OutputRecord } from '../operation';
import { connectionTarget, ofConnection, readTarget } from './target';

const redirectField: INodeProperties = {
	displayName: 'Redirect URL',
	name: 'redirectUri',
	type: 'string',
	default: '',
	placeholder: 'e.g. https://app.example.com/integrations',
	description: 'Where the consumer is sent once the connection is made',
};

async function execute(call: ItemCall): Promise<OutputRecord[]> {
	const target = readTarget(call);
	const redirectUri = readWebAddress(call.item, 'Redirect URL', call.item.value<string>('redirectUri', '', 'Redirect URL'));
	const { data } = await call.request<{ state?: string }>({
		method: 'POST',
		path: [...target.path, 'callback-state'],
		body: redirectUri === undefined ? {} : { redirect_uri: redirectUri },
		consumerId: target.consumerId,
		// A state does nothing until a callback brings it back: one that was lost on the way does no harm.
		repeatable: true,
	});
	// Not called "state" here: that is what a connection's own state is called, which is no secret.
	return records([ofConnection(target, { callback_state: data.state })]);
}

export const createCallbackState: Operation = {
	option: {
		name: 'Create Callback State',
		value: 'createCallbackState',
		action: 'Create a callback state for a connection',
		description: "Get the value of 'state' for an OAuth flow of your own that ends at Apideck's callback",
	},
	endpoints: ['POST /vault/connections/{unified_api}/{service_id}/callback-state'],
	reveals: ['callback_state'],
	properties: [...connectionTarget, redirectField],
	execute,
};
