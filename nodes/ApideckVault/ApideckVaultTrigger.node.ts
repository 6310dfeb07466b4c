import type { INodeType, INodeTypeDescription, IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';

import { lifecycle } from './trigger/lifecycle';
import { triggerProperties } from './trigger/parameters';
import { receive } from './trigger/receive';

export class ApideckVaultTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Apideck Vault Trigger',
		name: 'apideckVaultTrigger',
		icon: { light: 'file:../../icons/apideck.svg', dark: 'file:../../icons/apideck.dark.svg' },
		group: ['trigger'],
		version: 1,
		// An expression in 'Trigger On' may give anything, and an error here would be shown on the canvas.
		subtitle:
			'={{ [$parameter["events"]].flat().flatMap((event) => typeof event === "string" ? event.split(",") : []).slice(0, 20).map((event) => event.trim().replace("vault.connection.", "").replace("*", "all events")).filter((event) => event !== "").join(", ") }}',
		// n8n shows this one text for trigger and node together: both are one entry of its node panel.
		description: "Manage and audit your customers' connections, and start a workflow when something happens to one",
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
				// Without it n8n answers with the name of its default instead of an answer.
				responseData: 'noData',
				path: 'webhook',
			},
		],
		properties: triggerProperties,
	};

	webhookMethods = { default: lifecycle };

	async webhook(this: IWebhookFunctions): Promise<IWebhookResponseData> {
		return await receive.call(this);
	}
}
