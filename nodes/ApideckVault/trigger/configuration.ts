import type { IDataObject, IHookFunctions, INodeProperties, IWebhookFunctions } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';

import { checkAdded, isBlank } from '../fields/added';
import { readBoolean } from '../fields/boolean';
import { isPlain } from '../fields/jsonValue';
import { readList } from '../fields/list';
import { quoted, short } from '../fields/quoted';
import { checkServiceId } from '../fields/serviceId';
import { readText } from '../fields/text';
import { isUnifiedApiId } from '../vault/unifiedApis';
import { VAULT_EVENTS, type EventFilter } from './events';
import type { ItemOptions } from './item';
import { ALL, eventsField, filtersField, optionsField } from './parameters';

/** The parameters of a trigger node. n8n resolves their expressions at activation and again for every delivery. */
export interface TriggerConfiguration {
	filter: EventFilter;
	item: ItemOptions;
}

type Context = IHookFunctions | IWebhookFunctions;

/** Longest part of an expression's own error that is repeated. */
const SHOWN = 200;
const MAX_ID = 512;

/** Parameters that have to be read, and the error for a wrong one. */
class Reader {
	constructor(private readonly context: Context) {}

	/**
	 * The error for a wrong parameter. Its message names the field and holds no value, so it can be logged.
	 * @param resolution what to do; may quote the value
	 */
	readonly invalid = (message: string, resolution: string): NodeOperationError => {
		const error = new NodeOperationError(this.context.getNode(), message, { description: resolution });
		error.context['isConfiguration'] = true;
		return error;
	};

	/** @param path such as `filters.services` */
	resolve(path: string, label: string): unknown {
		try {
			return this.context.getNodeParameter(path, undefined, undefined) as unknown;
		} catch (error) {
			const reason = error instanceof Error ? `: ${short(error.message, SHOWN)}` : '';
			throw this.invalid(
				`The expression in '${label}' could not be evaluated`,
				`Correct the expression in '${label}'. A trigger has no input item, so $json cannot be used${reason}`,
			);
		}
	}

	raw(name: string): unknown {
		return this.context.getNode().parameters[name];
	}

	/** The fields of a collection that were added, each resolved by itself so that an error names it. */
	collection({ name, displayName, options = [] }: INodeProperties): IDataObject {
		const raw = this.raw(name);
		if (raw === undefined) return {};
		if (!isPlain(raw)) {
			const value = this.resolve(name, displayName);
			// Nothing at all would let every event through.
			if (isPlain(value) && !isBlank(value)) return value as IDataObject;
			throw this.invalid(`'${displayName}' has no fields`, `Let the expression in '${displayName}' give an object.`);
		}
		const labels = new Map((options as INodeProperties[]).map((field) => [field.name, field.displayName]));
		const values = Object.keys(raw).map((field) => [field, this.resolve(`${name}.${field}`, labels.get(field) ?? displayName)]);
		return Object.fromEntries(values) as IDataObject;
	}
}

/**
 * Reads and checks all parameters. A filter that was added and has no value is an error: without it, the events of every customer
 * would start runs.
 * @throws NodeOperationError that `isConfigurationError` recognizes
 */
export function readConfiguration(context: Context): TriggerConfiguration {
	const reader = new Reader(context);
	const events = readEvents(reader);
	const filters = reader.collection(filtersField);
	checkAdded(reader, filtersField, reader.raw('filters'), filters);
	checkKnown(reader, filters);
	const list = (name: string, label: string) => (filters[name] === undefined ? undefined : readIds(reader, label, filters[name]));
	const services = list('services', 'Services');
	const options = reader.collection(optionsField);
	return {
		filter: {
			events,
			unifiedApis: list('unifiedApis', 'Unified APIs')?.map((id) => checkUnifiedApi(reader, 'Unified APIs', id)),
			services: services?.map((id) => checkServiceId(reader, 'Services', id)),
			consumers: list('consumers', 'Consumers')?.map((id) => checkConsumerId(reader, 'Consumers', id)),
			consumerPrefix: readPrefix(reader, filters['consumerPrefix']),
		},
		item: {
			includePayload: readBoolean(reader, 'Include Payload', options['includePayload']) ?? false,
			redactSecrets: readBoolean(reader, 'Redact Secrets', options['redactSecrets']) ?? true,
		},
	};
}

/** Whether an error was made for a wrong parameter, so that its message names the field and holds no value. */
export function isConfigurationError(error: unknown): error is NodeOperationError {
	return error instanceof NodeOperationError && error.context['isConfiguration'] === true;
}

/** Event types to subscribe to, each once; the wildcard stands alone. */
function readEvents(reader: Reader): string[] {
	const { name, displayName: label } = eventsField;
	const choose = `Choose at least one event in '${label}', or '* All Events'.`;
	const value = reader.raw(name) === undefined ? undefined : reader.resolve(name, label);
	const events = value === undefined || value === null ? [] : readList(reader, label, value, { mayBeEmpty: true });
	if (events.length === 0) throw reader.invalid(`'${label}' is empty`, choose);
	const known = new Set<string>([ALL, ...VAULT_EVENTS.map((event) => event.value)]);
	const wrong = events.find((event) => !known.has(event));
	if (wrong !== undefined) {
		const meant = [...known].find((event) => event.endsWith(`.${wrong.toLowerCase()}`));
		throw reader.invalid(
			`'${label}' contains an unknown event`,
			`${quoted(wrong)} is not an event of Apideck Vault. ${meant ? `Use ${meant} instead.` : choose}`,
		);
	}
	return events.includes(ALL) ? [ALL] : [...new Set(events)];
}

function readIds(reader: Reader, label: string, value: unknown): string[] {
	const text = typeof value === 'string' ? value.trim() : '';
	if (text.startsWith('[') && text.endsWith(']')) {
		throw reader.invalid(`'${label}' is a list that was turned into text`, `Enter IDs separated by commas in '${label}', or let the expression give a list.`);
	}
	return readList(reader, label, value);
}

/** A filter with a name that does not exist would filter nothing. */
function checkKnown(reader: Reader, filters: IDataObject): void {
	const known = new Set((filtersField.options as INodeProperties[]).map(({ name }) => name));
	if (Object.keys(filters).every((name) => known.has(name))) return;
	throw reader.invalid("'Filters' contains a filter that does not exist", `The filters are ${[...known].join(', ')}.`);
}

function checkUnifiedApi(reader: Reader, label: string, id: string): string {
	if (isUnifiedApiId(id)) return id;
	throw reader.invalid(`'${label}' contains a value that is not a unified API`, `${quoted(id)} is not a unified API. Choose one from the list, or use its ID, such as accounting or crm.`);
}

function checkConsumerId(reader: Reader, label: string, id: string): string {
	if (/\p{Cc}/u.test(id)) throw reader.invalid(`'${label}' contains a line break or another control character`, `Correct the value of '${label}'.`);
	if (id.length > MAX_ID) throw reader.invalid(`'${label}' contains an ID of more than ${MAX_ID} characters`, `Correct the value of '${label}'.`);
	return id;
}

function readPrefix(reader: Reader, value: unknown): string | undefined {
	const label = 'Consumer ID Starts With';
	const prefix = readText(reader, label, value);
	if (prefix === undefined) return undefined;
	if (/^\s/.test(prefix)) throw reader.invalid(`'${label}' starts with a space`, `Remove the space: no consumer ID starts with one.`);
	return checkConsumerId(reader, label, prefix);
}
