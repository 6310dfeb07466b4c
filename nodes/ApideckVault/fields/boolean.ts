import type { Item } from './item';

/**
 * A switch that may come from an expression; undefined when it is not set. The words true and false count too: as plain
 * JavaScript the text "false" would switch something on.
 * @throws NodeOperationError naming the field, for anything else.
 */
export function readBoolean(item: Item, label: string, value: unknown): boolean | undefined {
	if (value === undefined || value === null || value === '') return undefined;
	const word = String(value).trim().toLowerCase();
	if (word === 'true') return true;
	if (word === 'false') return false;
	throw item.invalid(`'${label}' is neither true nor false`, `Let the expression in '${label}' give true or false.`);
}
