import type { IHookFunctions, INodePropertyOptions, IWebhookFunctions } from 'n8n-workflow';

import { isUnifiedApiId } from '../api/ids';
import { checkServiceId } from '../fields/connection';
import { filteredConsumer } from '../fields/consumer';
import { serviceIds, unifiedApiIds } from '../fields/filters';
import { collection, rows } from '../parameters/collection';
import { isBlank } from '../parameters/itemParameters';
import { isPlainObject, quoted } from '../parameters/jsonSafety';
import { labelOf, mapped, type Param, propertiesOf, type ValueContext } from '../parameters/param';
import { boolean, listOf, orDefault, readList } from '../parameters/scalars';
import { text } from '../parameters/text';
import { TriggerParameters } from '../parameters/triggerParameters';
import { type EventFilter, type ItemOptions, VAULT_EVENTS } from './events';

/** Without it, all events would be 12 entries to select. It also stands for events that Apideck adds later. */
const ALL_EVENTS = { name: 'All Events', value: '*', description: 'Everything that happens to a connection' };

const EVENT_OPTIONS: INodePropertyOptions[] = [ALL_EVENTS, ...VAULT_EVENTS].map((event) => ({ ...event }));

/** The event types to subscribe to, each once; the wildcard stands alone. */
const events: Param<string[]> = {
	property: { displayName: 'Trigger On', type: 'multiOptions', required: true, options: EVENT_OPTIONS, default: [] },
	read(value, context) {
		const { label, invalid } = context;
		const resolution = `Select at least one event in '${label}', or '${ALL_EVENTS.name}'.`;
		const types = value === undefined || value === null ? [] : readList(context, label, value, { mayBeEmpty: true });
		if (types.length === 0) throw invalid(`'${label}' is empty`, resolution);
		const supported = EVENT_OPTIONS.map((event) => String(event.value));
		const unsupported = types.find((type) => !supported.includes(type));
		if (unsupported !== undefined) {
			const suggestion = supported.find((type) => type.endsWith(`.${unsupported.toLowerCase()}`));
			throw invalid(`'${label}' contains an unknown event`, `${quoted(unsupported)} is not an Apideck Vault event. ${suggestion ? `Use ${suggestion} instead.` : resolution}`);
		}
		return types.includes(ALL_EVENTS.value) ? [ALL_EVENTS.value] : [...new Set(types)];
	},
};

export const EVENTS_LABEL = labelOf(events);

/** A list of IDs; undefined when the filter was not added. */
function idList({ property }: Pick<Param<unknown>, 'property'>, check: (id: string, context: ValueContext) => string): Param<string[] | undefined> {
	return {
		property,
		read(value, context) {
			if (value === undefined) return undefined;
			const { label, invalid } = context;
			const list = typeof value === 'string' ? value.trim() : '';
			if (list.startsWith('[') && list.endsWith(']')) {
				throw invalid(`'${label}' is a list converted to text`, `Enter IDs separated by commas in '${label}', or make the expression return a list.`);
			}
			return readList(context, label, value).map((id) => check(id, context));
		},
	};
}

const MAX_ID = 512;

function checkConsumerId(id: string, { label, invalid }: ValueContext): string {
	if (/\p{Cc}/u.test(id)) throw invalid(`'${label}' contains a line break or another control character`, `Correct the value of '${label}'.`);
	if (id.length > MAX_ID) throw invalid(`'${label}' contains an ID of more than ${MAX_ID} characters`, `Correct the value of '${label}'.`);
	return id;
}

function checkUnifiedApi(id: string, { label, invalid }: ValueContext): string {
	if (isUnifiedApiId(id)) return id;
	throw invalid(`'${label}' contains a value that is not a unified API`, `${quoted(id)} is not a unified API. Select one from the list, or use its ID, such as accounting or crm.`);
}

/** A collection that was added must be an object. An expression that returns no object would let all events through. */
function givenCollection<T>(param: Param<T>): Param<T> {
	return {
		...param,
		read(value, context) {
			const { label, invalid, isExpression } = context;
			const isAdded = isExpression || value !== undefined;
			if (isAdded && (!isPlainObject(value) || (isExpression && isBlank(value)))) {
				throw invalid(`'${label}' has no fields`, `Make the expression in '${label}' return an object with at least one field.`);
			}
			return param.read(value, context);
		},
	};
}

const consumerRows = rows('Consumers', { consumer: filteredConsumer }, { row: 'Consumer', name: 'entries', description: 'Only events of these consumers', mustBeFilled: true });

const consumerList = idList(consumerRows, checkConsumerId);

/** One row per consumer. An expression that returns all filters may return the consumers as a list of IDs. */
const consumers: Param<string[] | undefined> = {
	property: consumerRows.property,
	read: (value, context) => (isPlainObject(value) ? consumerRows.read(value, context).map((row) => row.consumer) : consumerList.read(value, context)),
};

const filterFields = {
	consumerPrefix: mapped(text('Consumer ID Starts With', { example: 'eu-', description: 'Only events of consumers whose ID starts with this text' }), (prefix, context) => {
		if (prefix === undefined) return undefined;
		if (/^\s/.test(prefix)) throw context.invalid(`'${context.label}' starts with a space`, 'Remove the space. No consumer ID starts with one.');
		return checkConsumerId(prefix, context);
	}),
	consumers,
	services: idList(serviceIds, (id, context) => checkServiceId(context, context.label, id)),
	unifiedApis: idList(unifiedApiIds('Only events of these unified APIs'), checkUnifiedApi),
};

const filterCollection = givenCollection(
	collection('Filters', filterFields, {
		description: "Other events are acknowledged but don't start the workflow",
		placeholder: 'Add Filter',
		mustBeFilled: true,
	}),
);

/** A filter that was added and has no value is an error: without it, the events of every consumer would start the workflow. */
const filters: typeof filterCollection = {
	...filterCollection,
	read(value, context) {
		const names = Object.keys(filterFields);
		if (isPlainObject(value) && !Object.keys(value).every((name) => names.includes(name))) {
			throw context.invalid(`'${context.label}' contains an unknown filter`, `Use ${listOf(names)} in '${context.label}'.`);
		}
		return filterCollection.read(value, context);
	},
};

const options = givenCollection(
	collection(
		'Options',
		{
			includePayload: orDefault(boolean('Include Payload', { default: false, description: "Whether to add the event as Apideck sent it, in the field 'payload'" })),
			redactSecrets: orDefault(boolean('Redact Secrets', { default: true, description: "Whether to mask the connection's settings in the payload" })),
		},
		{ placeholder: 'Add Option' },
	),
);

const triggerParams = { events, filters, options };

export const triggerProperties = propertiesOf(triggerParams);

/** The labels of the selected events. An expression in 'Trigger On' may return any value, and n8n shows an error in the subtitle on the canvas. */
export const triggerSubtitle = `={{ [$parameter["events"]].flat().flatMap((event) => typeof event === "string" ? event.split(",") : []).slice(0, 20).map((event) => event.trim()).filter((event) => event !== "").map((event) => (${JSON.stringify(EVENT_OPTIONS.map(({ name, value }) => [value, name]))}.find((option) => option[0] === event) ?? [event, event])[1]).join(", ") }}`;

/** The values of the trigger's parameters. */
export interface TriggerConfiguration {
	filter: EventFilter;
	options: ItemOptions;
}

/**
 * Reads and checks all parameters, each once.
 * @throws NodeOperationError that `isConfigurationError` recognizes
 */
export function readConfiguration(context: IHookFunctions | IWebhookFunctions): TriggerConfiguration {
	const values = new TriggerParameters(context).readAll(triggerParams);
	return { filter: { events: values.events, ...values.filters }, options: values.options };
}
