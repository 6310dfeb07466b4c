import type { Item } from './item';
import { brokenAt } from './jsonPosition';

/**
 * A JSON parameter, typed as text or given by an expression as a value. Undefined when it is empty.
 * @throws NodeOperationError that names the field and, for broken text, where it breaks.
 */
export function parseJson(item: Item, label: string, value: unknown, expected: 'object' | 'array'): object | undefined {
	if (value === undefined || value === null || (typeof value === 'string' && value.trim() === '')) return undefined;
	const parsed = typeof value === 'string' ? parse(item, label, value) : value;
	const isArray = Array.isArray(parsed);
	if (typeof parsed !== 'object' || parsed === null || isArray !== (expected === 'array')) {
		throw item.invalid(
			`'${label}' must be a JSON ${expected}`,
			expected === 'object'
				? `Write '${label}' as {"name": "value"}.`
				: `Write '${label}' as a list: [ … ].`,
		);
	}
	return parsed;
}

function parse(item: Item, label: string, text: string): unknown {
	try {
		return JSON.parse(text);
	} catch (error) {
		// The parser's own words may quote the text, and the text may hold a secret: only the place is told.
		const place = /at position (\d+)/.exec(error instanceof Error ? error.message : '')?.[1];
		throw item.invalid(
			`'${label}' is not valid JSON (${lineAndColumn(text, place === undefined ? brokenAt(text) : Number(place))})`,
			`Correct '${label}': names and texts in double quotes, no comma after the last entry.`,
		);
	}
}

function lineAndColumn(text: string, position: number): string {
	const before = text.slice(0, position).split('\n');
	return `line ${before.length}, column ${(before.at(-1)?.length ?? 0) + 1}`;
}
