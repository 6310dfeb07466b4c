import type { INodeProperties } from 'n8n-workflow';

import { consumerPrefixField } from '../fields/consumer';
import { unifiedApiOptions } from '../fields/unifiedApi';
import { VAULT_EVENTS } from './events';

/** Everything but the wildcard would be 12 entries to tick: the wildcard stands for all, also for what Apideck adds later. */
export const ALL = '*';

export const eventsField: INodeProperties = {
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
};

export const filtersField: INodeProperties = {
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
};

export const optionsField: INodeProperties = {
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
};

export const triggerProperties: INodeProperties[] = [eventsField, filtersField, optionsField];
