import type { Item } from './item';
import { roundedAt } from './jsonNumbers';
import { brokenAt } from './jsonPosition';
import { isPlain, MAX_DEPTH, unsendable, type Unsendable } from './jsonValue';
import { isEmpty } from './text';

/**
 * A JSON parameter, typed as text or given by an expression as a value. Undefined when it is empty. What is returned can be
 * sent exactly: a number that would be rounded is refused, and not sent as another one.
 * @throws NodeOperationError that names the field and the place of what is wrong, and never quotes the text
 */
export function parseJson(item: Item, label: string, value: unknown, expected: 'object' | 'array'): object | undefined {
	if (isEmpty(value)) return undefined;
	const isText = typeof value === 'string';
	const parsed = isText ? parse(item, label, value) : value;
	if (expected === 'array' ? !Array.isArray(parsed) : !isPlain(parsed)) {
		throw item.invalid(
			`'${label}' must be a JSON ${expected}`,
			expected === 'object'
				? `Write '${label}' as {"name": "value"}.`
				: `Write '${label}' as a list: [ … ].`,
		);
	}
	checkSendable(item, label, parsed, isText);
	if (isText) {
		const at = roundedAt(value);
		if (at !== undefined) throw refusal(item, label, { why: 'rounded', at });
	}
	return parsed as object;
}

/**
 * Checks that JSON carries a value as it is.
 * @param parsed whether it comes from text
 * @throws NodeOperationError that names the field and the place
 */
export function checkSendable(item: Item, label: string, value: unknown, parsed = false): void {
	const wrong = unsendable(value, parsed);
	if (wrong) throw refusal(item, label, wrong);
}

function refusal(item: Item, label: string, { why, at }: Unsendable) {
	switch (why) {
		case 'rounded':
			return item.invalid(
				`A number in '${label}' is too long to be sent exactly (at ${at})`,
				`Give this number of '${label}' as text, in double quotes: numbers above 9007199254740991 or with more than 17 digits get rounded.`,
			);
		case 'depth':
			return item.invalid(`'${label}' is nested more than ${MAX_DEPTH} levels deep`, `Give '${label}' fewer levels.`);
		case 'missing':
			return item.invalid(
				`The expression in '${label}' returned no value for ${at}`,
				`Make sure that there is a value for ${at}. To empty it, return null.`,
			);
		case 'kind':
			return item.invalid(
				`'${label}' holds something that JSON cannot express (at ${at})`,
				`Let the expression in '${label}' give texts, numbers, true, false, null, lists and objects only.`,
			);
	}
}

function parse(item: Item, label: string, text: string): unknown {
	try {
		return JSON.parse(text);
	} catch (error) {
		// The parser's own words may quote the text, and the text may hold a secret: only the position is named.
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
