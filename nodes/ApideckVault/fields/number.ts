import { isExact } from './exactNumber';
import type { Item } from './item';
import { isEmpty } from './text';

const DECIMAL = /^[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?$/i;

/**
 * A number, also given as decimal text by an expression. Undefined when it is empty.
 * @param wrong makes the error
 * @throws what `wrong` makes, for anything else: true is no 1, and a text that would be rounded is not the number meant
 */
export function readNumber(value: unknown, wrong: () => Error): number | undefined {
	if (isEmpty(value)) return undefined;
	if (typeof value === 'number' && Number.isFinite(value)) return value;
	const text = typeof value === 'string' ? value.trim() : '';
	if (!DECIMAL.test(text) || !isExact(text)) throw wrong();
	return Number(text);
}

/** The same within bounds, a whole one if asked for. @throws NodeOperationError naming the field and the bounds */
export function readBounded(
	item: Item,
	label: string,
	value: unknown,
	{ min, max = Infinity, whole = false, place = '' }: { min: number; max?: number; whole?: boolean; place?: string },
): number | undefined {
	const bounds = max === Infinity ? `from ${min}` : `from ${min} to ${max}`;
	const wrong = () =>
		item.invalid(`'${label}'${place} must be a ${whole ? 'whole ' : ''}number ${bounds}`, `Correct '${label}', or remove it.`);
	const number = readNumber(value, wrong);
	if (number !== undefined && (number < min || number > max || (whole && !Number.isInteger(number)))) throw wrong();
	return number;
}
