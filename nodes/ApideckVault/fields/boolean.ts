import type { Item } from './item';
import { isEmpty } from './text';

/**
 * A switch that may come from an expression; undefined when it is not set. The words true and false count too: as plain
 * JavaScript the text "false" would switch something on.
 * @throws NodeOperationError naming the field, for anything else.
 */
export function readBoolean(item: Item, label: string, value: unknown): boolean | undefined {
	if (isEmpty(value)) return undefined;
	if (typeof value === 'boolean') return value;
	const word = typeof value === 'string' ? value.trim().toLowerCase() : '';
	if (word === 'true') return true;
	if (word === 'false') return false;
	throw item.invalid(`'${label}' is neither true nor false`, `Let the expression in '${label}' give true or false.`);
}
