import type { INodeProperties } from 'n8n-workflow';

import { readText } from '../../fields/text';
import { records, type ItemCall, type Operation, type OutputRecord } from '../operation';
import { connectionTarget, ofConnection, readTarget } from './target';

const confirmTokenField: INodeProperties = {
	displayName: 'Confirm Token',
	name: 'confirmToken',
	type: 'string',
	typeOptions: { password: true },
	required: true,
	default: '',
	placeholder: 'e.g. 550e8400-e29b-41d4-a716-446655440000',
	description:
		"The value 'confirm_token' behind the # of the address that the consumer came back to. It works once, within 30 minutes.",
};

async function execute(call: ItemCall): Promise<OutputRecord[]> {
	const target = readTarget(call);
	const token = readText(call.item, 'Confirm Token', call.item.value<string>('confirmToken', '', 'Confirm Token'))?.trim();
	if (!token) {
		throw call.item.invalid(
			"'Confirm Token' is empty",
			"Pass on the value 'confirm_token' of the address that the consumer came back to.",
		);
	}
	const { data } = await call.request<{ confirmed?: boolean }>({
		method: 'POST',
		path: [...target.path, 'confirm'],
		// Not repeatable: the token works once, so a second answer would deny what the first one did.
		body: { confirm_token: token },
		consumerId: target.consumerId,
		secrets: [token],
	});
	return records([ofConnection(target, data)]);
}

export const confirm: Operation = {
	option: {
		name: 'Confirm',
		value: 'confirm',
		action: 'Confirm a connection',
		description: 'Finish an authorization that was started with a nonce, so that the connection can be used',
	},
	endpoints: ['POST /vault/connections/{unified_api}/{service_id}/confirm'],
	properties: [...connectionTarget, confirmTokenField],
	execute,
};
