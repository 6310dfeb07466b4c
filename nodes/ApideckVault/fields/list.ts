import type { Item } from './item';
import { quoted } from './quoted';
import { isEmpty } from './text';

/** An input item, or whatever else can say that a value is wrong: the trigger has no items. */
type Refuses = Pick<Item, 'invalid'>;

/**
 * The entries of a multiple choice: a list, or by expression a text with commas. Empty ones are left out.
 * @throws NodeOperationError naming the field, for anything else and for an entry that is neither text nor number
 */
export function readList(item: Refuses, label: string, value: unknown): string[] {
	if (isEmpty(value)) return [];
	const list: unknown[] = Array.isArray(value) ? value : typeof value === 'number' ? [value] : split(item, label, value);
	return list.map((entry) => readEntry(item, label, entry)).filter((entry) => entry !== '');
}

function split(item: Refuses, label: string, value: unknown): string[] {
	if (typeof value === 'string') return value.split(',');
	throw item.invalid(`'${label}' is ${quoted(value)}, which is no list`, `Let the expression in '${label}' give a list of texts.`);
}

function readEntry(item: Refuses, label: string, entry: unknown): string {
	if (isEmpty(entry)) return '';
	if (typeof entry === 'string') return entry.trim();
	if (typeof entry === 'number' && Number.isFinite(entry)) return String(entry);
	throw item.invalid(`'${label}' cannot hold ${quoted(entry)}`, `Let the expression in '${label}' give a list of texts.`);
}
