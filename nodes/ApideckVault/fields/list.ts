import { isTrusted } from './exactNumber';
import type { Item } from './item';
import { quoted } from './quoted';
import { isEmpty } from './text';

/** An input item, or whatever else can say that a value is wrong: the trigger has no items. */
type Refuses = Pick<Item, 'invalid'>;

interface ListOptions {
	/** For a list whose emptiness has a meaning of its own. Anywhere else an empty list would select everything. */
	mayBeEmpty?: boolean;
}

/**
 * The entries of a multiple choice: a list, or by expression a text with commas. Blank entries are left out.
 * An undefined value means that the field was not added, and gives an empty list.
 * @throws NodeOperationError naming the field, for anything else, for an entry that is undefined or neither text nor number, and
 * for a value without any entry
 */
export function readList(item: Refuses, label: string, value: unknown, { mayBeEmpty = false }: ListOptions = {}): string[] {
	if (value === undefined) return [];
	const list = asList(item, label, value);
	const missing = list.findIndex((entry) => entry === undefined);
	if (missing >= 0 && list.some((entry) => !isEmpty(entry))) {
		// Left out silently, it would select more or less than was meant.
		throw item.invalid(`Entry ${missing + 1} of '${label}' has no value`, `Make the expression in '${label}' return a text for each entry.`);
	}
	const entries = list
		.map((entry) => readEntry(item, label, entry))
		.filter((entry) => entry !== '');
	if (entries.length === 0 && !mayBeEmpty) {
		throw item.invalid(`'${label}' is empty`, `Enter at least one value in '${label}', or remove '${label}'.`);
	}
	return entries;
}

function asList(item: Refuses, label: string, value: unknown): unknown[] {
	if (isEmpty(value)) return [];
	if (Array.isArray(value)) return value;
	if (typeof value === 'number') return [value];
	if (typeof value === 'string') return value.split(',');
	throw item.invalid(`'${label}' is ${quoted(value)}, but must be a list`, `Let the expression in '${label}' give a list of texts.`);
}

function readEntry(item: Refuses, label: string, entry: unknown): string {
	if (isEmpty(entry)) return '';
	if (typeof entry === 'string') return entry.trim();
	if (typeof entry === 'number' && isTrusted(entry)) return String(entry);
	throw item.invalid(`'${label}' cannot hold ${quoted(entry)}`, `Let the expression in '${label}' give a list of texts.`);
}
