import type { INodeType, INodeTypeDescription, IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';

import { searchConsumers } from './methods/listSearch';
import { getServices } from './methods/loadOptions';
import { handleWebhook } from './trigger/handleWebhook';
import { triggerProperties, triggerSubtitle } from './trigger/parameters';
import { webhookMethods } from './trigger/webhookMethods';

export class ApideckVaultTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Apideck Vault Trigger',
		name: 'apideckVaultTrigger',
		icon: { light: 'file:../../icons/apideck.svg', dark: 'file:../../icons/apideck.dark.svg' },
		group: ['trigger'],
		version: 1,
		subtitle: triggerSubtitle,
		eventTriggerDescription: 'Waiting for you to add, change or revoke a connection, for example in Hosted Vault',
		// n8n's node panel shows one entry with this description for the trigger and the node.
		description: 'Manage and audit the connections of your consumers (your customers), and start a workflow when something happens to one',
		defaults: { name: 'Apideck Vault Trigger' },
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'apideckApi', required: true }],
		sensitiveOutputFields: ['payload.entity.settings'],
		webhooks: [
			{
				name: 'default',
				httpMethod: 'POST',
				responseMode: 'onReceived',
				// Without it, n8n's response would be the name of its default.
				responseData: 'noData',
				path: 'webhook',
			},
		],
		properties: triggerProperties,
	};

	methods = { listSearch: { searchConsumers }, loadOptions: { getServices } };

	webhookMethods = { default: webhookMethods };

	async webhook(this: IWebhookFunctions): Promise<IWebhookResponseData> {
		return await handleWebhook.call(this);
	}
}
