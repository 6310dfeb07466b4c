import type { IDataObject, INodeProperties } from 'n8n-workflow';

import { DEFAULT_THRESHOLDS, withDefaultThresholds, type AuditThresholds } from '../../audit/thresholds';
import { readAdded } from '../../fields/added';
import { readBoolean } from '../../fields/boolean';
import { consumerField, consumerPrefixField, readConsumer } from '../../fields/consumer';
import type { Item } from '../../fields/item';
import { readList } from '../../fields/list';
import { readBounded } from '../../fields/number';
import { quoted } from '../../fields/quoted';
import { checkServiceId } from '../../fields/serviceId';
import { readQueryText, readText } from '../../fields/text';
import { checkUnifiedApi, unifiedApiOptions } from '../../fields/unifiedApi';

/** What an audit looks at. */
export interface AuditScope {
	/** Undefined for every consumer that the filters let through. */
	consumerId: string | undefined;
	consumerPrefix: string;
	search: string;
	unifiedApis: string[];
	services: string[];
	/** Whether connections that the consumer never finished setting up are skipped. */
	onlyConfigured: boolean;
}

/** Whether the scope leaves out any consumer or connection. */
export function isFiltered({ consumerId, consumerPrefix, search, unifiedApis, services, onlyConfigured }: AuditScope): boolean {
	return consumerId !== undefined || consumerPrefix !== '' || search !== '' || unifiedApis.length > 0 || services.length > 0 || onlyConfigured;
}

/** What an audit does beyond reading and judging. */
export interface AuditSettings {
	scope: AuditScope;
	thresholds: AuditThresholds;
	includeHealthy: boolean;
	/** Whether the full form of every connection is read, and not only where a rule asks for it. */
	thorough: boolean;
	probe: boolean;
}

/** Which consumers, and which of their connections. */
const filtersField: INodeProperties = {
	displayName: 'Connections to Audit',
	name: 'auditFilters',
	type: 'collection',
	placeholder: 'Add filter',
	default: {},
	options: [
		consumerPrefixField('Only consumers whose ID starts with this text'),
		{
			displayName: 'Consumer Search',
			name: 'search',
			type: 'string',
			default: '',
			placeholder: 'e.g. acme',
			description: 'Only consumers whose ID or metadata contains this text',
		},
		{
			displayName: 'Only Configured',
			name: 'onlyConfigured',
			type: 'boolean',
			default: true,
			description: 'Whether to skip connections that the consumer never finished setting up',
		},
		{
			displayName: 'Services',
			name: 'services',
			type: 'string',
			default: '',
			placeholder: 'e.g. hubspot, xero',
			description: 'Only connections to these services, by service ID and separated by commas',
		},
		{
			displayName: 'Unified APIs',
			name: 'unifiedApis',
			type: 'multiOptions',
			options: unifiedApiOptions,
			default: [],
			description: 'Only connections of these unified APIs',
		},
	],
};

/** Whose connections, and which of them. */
export const scopeFields: INodeProperties[] = [
	{
		displayName: 'Consumers',
		name: 'consumerScope',
		type: 'options',
		options: [
			{ name: 'All Consumers', value: 'all', description: 'Every consumer that passes the filters below' },
			{ name: 'One Consumer', value: 'one', description: 'The consumer chosen below, or given by each input item' },
		],
		default: 'all',
		description: 'Whose connections to audit',
	},
	{ ...consumerField, displayOptions: { show: { consumerScope: ['one'] } } },
	filtersField,
];

/** Thresholds and depth. */
export const settingsFields: INodeProperties[] = [
	{
		displayName: 'Audit Settings',
		name: 'auditSettings',
		type: 'collection',
		placeholder: 'Add setting',
		default: {},
		options: [
			{
				displayName: 'Abandoned After (Days)',
				name: 'unfinishedDays',
				type: 'number',
				typeOptions: { minValue: 0 },
				default: 7,
				description: 'Days after which a connection that was added and is still not authorized is reported, also as a lost authorization',
			},
			{
				displayName: 'Critical Before Credentials Are Deleted (Hours)',
				name: 'purgeCriticalHours',
				type: 'number',
				typeOptions: { minValue: 0 },
				default: 24,
				description:
					'Apideck deletes credentials that it could not refresh for 48 hours. From this many hours before, the connection is reported as critical.',
			},
			{
				displayName: 'Degraded for Too Long After (Hours)',
				name: 'degradedHours',
				type: 'number',
				typeOptions: { minValue: 0 },
				default: 24,
				description: 'Hours after which a connection whose service does not answer is reported as a warning',
			},
			{
				displayName: 'Include Healthy',
				name: 'includeHealthy',
				type: 'boolean',
				default: false,
				description: 'Whether to also return connections that nothing is wrong with',
			},
			{
				displayName: 'Minutes to Confirm',
				name: 'confirmationMinutes',
				type: 'number',
				typeOptions: { minValue: 0 },
				default: 30,
				description: 'Minutes that a consumer has to confirm a new authorization before it is reported',
			},
			{
				displayName: 'Probe Connections',
				name: 'probe',
				type: 'boolean',
				default: false,
				description:
					"Whether to let Apideck check each usable connection first. This refreshes the connection's OAuth token even if it is still valid, can count against the service's own rate limit, and takes one more request per connection: do not run it often.",
			},
			{
				displayName: 'Refresh Failures Count for (Hours)',
				name: 'refreshFailureHours',
				type: 'number',
				typeOptions: { minValue: 0 },
				default: 24,
				description: 'Hours during which a failed token refresh is mentioned although the connection works again',
			},
			{
				displayName: 'Thorough',
				name: 'thorough',
				type: 'boolean',
				default: false,
				description:
					'Whether to read every connection in full. Finds missing required mappings and pending consents of connections that look healthy; takes twice the requests and far more data.',
			},
		],
	},
];

/** Reads scope and settings of one item. @throws NodeOperationError naming the field */
export function readAudit(item: Item, defaultConsumerId: string): AuditSettings {
	const settings = item.collection('auditSettings', 'Audit Settings');
	return {
		scope: readScope(item, defaultConsumerId),
		thresholds: readThresholds(item, settings),
		includeHealthy: readBoolean(item, 'Include Healthy', settings['includeHealthy']) ?? false,
		thorough: readBoolean(item, 'Thorough', settings['thorough']) ?? false,
		probe: readBoolean(item, 'Probe Connections', settings['probe']) ?? false,
	};
}

/** Far more than anybody waits: a century, counted in hours. */
const MAX_THRESHOLD = 876_600;

const THRESHOLD_LABELS = new Map(
	settingsFields.flatMap(({ options }) => ((options ?? []) as INodeProperties[]).map(({ name, displayName }) => [name, displayName] as const)),
);

/** An expression may give a number as text; nothing at all means the default, and not 0. */
function readThresholds(item: Item, settings: IDataObject): AuditThresholds {
	const given: Partial<AuditThresholds> = {};
	for (const name of Object.keys(DEFAULT_THRESHOLDS) as Array<keyof AuditThresholds>) {
		const label = THRESHOLD_LABELS.get(name) ?? name;
		const number = readBounded(item, label, settings[name], { min: 0, max: MAX_THRESHOLD, place: " under 'Audit Settings'" });
		if (number !== undefined) given[name] = number;
	}
	return withDefaultThresholds(given);
}

function readScope(item: Item, defaultConsumerId: string): AuditScope {
	const which = item.value<string>('consumerScope', 'all', 'Consumers');
	if (which !== 'all' && which !== 'one') {
		throw item.invalid(`'Consumers' cannot be ${quoted(which)}`, "Use all or one in 'Consumers'.");
	}
	const filters = readAdded(item, filtersField);
	return {
		consumerId: which === 'one' ? readConsumer(item, defaultConsumerId) : undefined,
		consumerPrefix: readText(item, 'Consumer ID Starts With', filters['consumerPrefix']) ?? '',
		search: readQueryText(item, 'Consumer Search', filters['search'])?.trim() ?? '',
		unifiedApis: readList(item, 'Unified APIs', filters['unifiedApis']).map((id) => checkUnifiedApi(item, id, 'Unified APIs')),
		services: readList(item, 'Services', filters['services']).map((id) => checkServiceId(item, 'Services', id)),
		onlyConfigured: readBoolean(item, 'Only Configured', filters['onlyConfigured']) ?? false,
	};
}
