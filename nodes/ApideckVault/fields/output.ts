import type { INodeProperties } from 'n8n-workflow';

import type { Item } from './item';
import { readList } from './list';
import { quoted } from './quoted';

/** How the records of one resource may be shown. */
export interface OutputShape<T> {
	/** Top-level fields offered under "Selected Fields". */
	fields: readonly string[];
	/** Fields that are always there, so that a record can be told from another. */
	ids: readonly string[];
	simplify(record: T): object;
	redact(record: T): T;
	/** Fields that the node adds because the record lacks them, such as the consumer of a connection. */
	added?: Record<string, unknown>;
}

/** `Output` (simplified, raw, selected) and the field list that goes with the last. */
export function outputFields(fields: readonly string[]): INodeProperties[] {
	return [
		{
			displayName: 'Output',
			name: 'output',
			type: 'options',
			options: [
				{
					name: 'Raw',
					value: 'raw',
					description: 'Every field as Apideck returns it, with secrets masked',
				},
				{
					name: 'Selected Fields',
					value: 'selected',
					description: 'Only the fields you choose, and the IDs',
				},
				{
					name: 'Simplified',
					value: 'simplified',
					description: 'The fields that most workflows need',
				},
			],
			default: 'simplified',
			description: 'How much of each record to return',
		},
		{
			displayName: 'Fields',
			name: 'fields',
			type: 'multiOptions',
			options: [...fields].sort().map((name) => ({ name: title(name), value: name })),
			default: [],
			displayOptions: { show: { output: ['selected'] } },
			description: 'The fields to return. The IDs are always included.',
		},
	];
}

/**
 * Checks `Output` and `Fields` of one item. To be called before the request: a change must not be carried out when its
 * outcome cannot be shown.
 * @throws NodeOperationError for an unknown output, or selected fields without any.
 */
export function checkOutput(item: Item): void {
	const mode = item.value<string>('output', 'simplified', 'Output');
	if (mode === 'selected') readFieldNames(item);
	else if (mode !== 'simplified' && mode !== 'raw') {
		throw item.invalid(`'Output' cannot be ${quoted(mode)}`, "Use simplified, raw or selected in 'Output'.");
	}
}

/** Shapes records as the item's `Output` asks for, secrets masked unless the item's options say otherwise. */
export function shapeRecords<T extends object>(
	item: Item,
	records: T[],
	shape: OutputShape<T>,
	redactSecrets: boolean,
): object[] {
	const mode = item.value<string>('output', 'simplified', 'Output');
	const clean = redactSecrets ? records.map((record) => shape.redact(record)) : records;
	if (mode === 'simplified') return clean.map((record) => shape.simplify(record));
	if (mode === 'raw') return clean;
	const chosen = readFieldNames(item);
	return clean.map((record) => {
		const all = { ...record } as Record<string, unknown>;
		for (const [name, value] of Object.entries(shape.added ?? {})) all[name] ??= value;
		return Object.fromEntries([...new Set([...shape.ids, ...chosen])].map((name) => [name, Object.hasOwn(all, name) ? all[name] : undefined]));
	});
}

function readFieldNames(item: Item): string[] {
	const names = readList(item, 'Fields', item.value<string[] | string>('fields', [], 'Fields'));
	if (names.length === 0) {
		throw item.invalid("'Fields' is empty", "Choose at least one field in 'Fields', or set 'Output' to Simplified.");
	}
	return names;
}

const UPPER = new Set(['id', 'url', 'api', 'oauth']);

function title(name: string): string {
	return name
		.split('_')
		.map((word) => (word === 'oauth' ? 'OAuth' : UPPER.has(word) ? word.toUpperCase() : word.charAt(0).toUpperCase() + word.slice(1)))
		.join(' ');
}
