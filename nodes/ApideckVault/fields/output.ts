import type { INodeProperties } from 'n8n-workflow';

import { redactRecord } from '../secrets/redact';
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
	/** The IDs that were asked for. They are in every record, whatever the response says: it must not decide whose record this is. */
	asked?: Record<string, string>;
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
 * @param fields that may be selected
 * @throws NodeOperationError for an unknown output, and for selected fields without any or with an unknown one.
 */
export function checkOutput(item: Item, fields: readonly string[]): void {
	const mode = item.value<string>('output', 'simplified', 'Output');
	if (mode === 'selected') readFieldNames(item, fields);
	else if (mode !== 'simplified' && mode !== 'raw') {
		throw item.invalid(`'Output' cannot be ${quoted(mode)}`, "Use simplified, raw or selected in 'Output'.");
	}
}

/**
 * Shapes records as the item's `Output` asks for. The item loop masks the secrets of what is returned; of selected fields it could
 * not tell which settings are described as harmless, so these are masked before they are selected.
 */
export function shapeRecords<T extends object>(
	item: Item,
	records: T[],
	shape: OutputShape<T>,
	redactSecrets: boolean,
): object[] {
	const mode = item.value<string>('output', 'simplified', 'Output');
	const own = records.map((record) => withIds(record, shape.asked ?? {}));
	if (mode === 'simplified') return own.map((record) => shape.simplify(record));
	if (mode === 'raw') return own;
	const chosen = readFieldNames(item, shape.fields);
	const clean = redactSecrets ? own.map((record) => redactRecord(record)) : own;
	return clean.map((record) => {
		const all = record as Record<string, unknown>;
		return Object.fromEntries([...new Set([...shape.ids, ...chosen])].map((name) => [name, Object.hasOwn(all, name) ? all[name] : undefined]));
	});
}

/** A record with the IDs that were asked for: first in it where it lacks them, and never those of the response. */
export function withIds<T extends object>(record: T, ids: Record<string, string>): T {
	return { ...ids, ...record, ...ids };
}

/** Longest list of names that an error shows. */
const MAX_SHOWN = 12;

/**
 * The chosen fields, each once. Only those that are offered: another name is a slip, and the column it was meant for would be empty.
 * A field that is new in the API is in the raw output.
 */
function readFieldNames(item: Item, fields: readonly string[]): string[] {
	const names = readList(item, 'Fields', item.value<string[] | string>('fields', [], 'Fields'), { mayBeEmpty: true });
	if (names.length === 0) {
		throw item.invalid("'Fields' is empty", "Choose at least one field in 'Fields', or set 'Output' to Simplified.");
	}
	const known = new Map(fields.map((name) => [name.toLowerCase(), name]));
	const chosen = names.map((name) => {
		const field = known.get(name.toLowerCase());
		if (field !== undefined) return field;
		const shown = nearest(name.toLowerCase(), fields);
		throw item.invalid(
			`'Fields' cannot hold ${quoted(name)}`,
			`Choose from the list of 'Fields', such as ${shown.join(', ')}. For fields that are not in it, set 'Output' to Raw.`,
		);
	});
	return [...new Set(chosen)];
}

/** Some of the fields, those that look like the given name first. */
function nearest(name: string, fields: readonly string[]): string[] {
	const words = name.split(/[^a-z0-9]+/).filter((word) => word.length > 1);
	const isLike = (field: string) => words.some((word) => field.includes(word));
	return [...fields].sort((a, b) => Number(isLike(b)) - Number(isLike(a))).slice(0, MAX_SHOWN);
}

const UPPER = new Set(['id', 'url', 'api', 'oauth']);

function title(name: string): string {
	return name
		.split('_')
		.map((word) => (word === 'oauth' ? 'OAuth' : UPPER.has(word) ? word.toUpperCase() : word.charAt(0).toUpperCase() + word.slice(1)))
		.join(' ');
}
