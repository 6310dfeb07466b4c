import type { Item } from './item';
import { isEmpty } from './text';

/**
 * A switch that may come from an expression; undefined when it is not set.
 * @throws NodeOperationError naming the field, for anything else.
 */
export function readBoolean(item: Pick<Item, 'invalid'>, label: string, value: unknown): boolean | undefined {
	if (isEmpty(value)) return undefined;
	const flag = booleanOf(value);
	if (flag !== undefined) return flag;
	throw item.invalid(`'${label}' is neither true nor false`, `Let the expression in '${label}' give true or false.`);
}

/** The one reading of true and false, also as words: as plain JavaScript the text "false" would switch something on. Undefined for anything else. */
export function booleanOf(value: unknown): boolean | undefined {
	if (typeof value === 'boolean') return value;
	const word = typeof value === 'string' ? value.trim().toLowerCase() : '';
	return word === 'true' ? true : word === 'false' ? false : undefined;
}
