import type { IDataObject, IHookFunctions, INodeProperties, IWebhookFunctions } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';

import { consumerPrefixField } from '../fields/consumer';
import { readList } from '../fields/list';
import { unifiedApiOptions } from '../fields/unifiedApi';
import { VAULT_EVENTS, type EventFilter } from './events';

/** Everything but the wildcard would be 12 entries to tick: the wildcard stands for all, also for what Apideck adds later. */
const ALL = '*';

export const triggerProperties: INodeProperties[] = [
	{
		displayName: 'Trigger On',
		name: 'events',
		type: 'multiOptions',
		required: true,
		options: [
			{ name: '* All Events', value: ALL, description: 'Everything that happens to a connection' },
			...VAULT_EVENTS.map((event) => ({ ...event })),
		],
		default: [],
		description: 'Which events start the workflow',
	},
	{
		displayName: 'Filters',
		name: 'filters',
		type: 'collection',
		placeholder: 'Add filter',
		default: {},
		description: 'Events that do not pass are answered and start nothing',
		options: [
			consumerPrefixField('Only events of consumers whose ID starts with this text'),
			{
				displayName: 'Consumers',
				name: 'consumers',
				type: 'string',
				default: '',
				placeholder: 'e.g. test-consumer, acme',
				description: 'Only events of these consumers, by ID and separated by commas',
			},
			{
				displayName: 'Services',
				name: 'services',
				type: 'string',
				default: '',
				placeholder: 'e.g. hubspot, xero',
				description: 'Only events of these services, by service ID and separated by commas',
			},
			{
				displayName: 'Unified APIs',
				name: 'unifiedApis',
				type: 'multiOptions',
				options: unifiedApiOptions,
				default: [],
				description: 'Only events of these unified APIs',
			},
		],
	},
	{
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add option',
		default: {},
		options: [
			{
				displayName: 'Include Payload',
				name: 'includePayload',
				type: 'boolean',
				default: false,
				description: "Whether to add the event as Apideck sent it, under 'payload'",
			},
			{
				displayName: 'Redact Secrets',
				name: 'redactSecrets',
				type: 'boolean',
				default: true,
				description: 'Whether to mask the settings of the connection in the payload',
			},
		],
	},
];

/** Event types to subscribe to; the wildcard stands alone. @throws NodeOperationError when none is chosen */
export function readEvents(context: IHookFunctions | IWebhookFunctions): string[] {
	const value = context.getNodeParameter('events', []) as unknown;
	const events = Array.isArray(value) ? value.map(String) : [];
	if (events.length === 0) {
		throw new NodeOperationError(context.getNode(), "'Trigger On' is empty", {
			description: "Choose at least one event in 'Trigger On', or '* All Events'.",
		});
	}
	return events.includes(ALL) ? [ALL] : events;
}

/** @throws NodeOperationError naming the filter, for an expression that gives no list */
export function readFilter(context: IWebhookFunctions): EventFilter {
	const given = context.getNodeParameter('filters', {}) as IDataObject;
	const invalid = (message: string, description: string) => new NodeOperationError(context.getNode(), message, { description });
	const list = (label: string, value: unknown) => readList({ invalid }, label, value);
	return {
		events: readEvents(context),
		unifiedApis: list('Unified APIs', given['unifiedApis']),
		services: list('Services', given['services']),
		consumers: list('Consumers', given['consumers']),
		consumerPrefix: String(given['consumerPrefix'] ?? ''),
	};
}
