import type { IDataObject, INodeProperties } from 'n8n-workflow';

import type { Item } from './item';
import { isPlain } from './jsonValue';

/** An input item, or whatever else can report an invalid value: the trigger has no items. */
type ValueErrors = Pick<Item, 'invalid'>;

export interface AddedOptions {
	/** Fields whose empty list has a meaning of its own, such as "allow nothing". */
	emptyLists?: readonly string[];
}

/** Deeper than this, a value is left to the reader of its field. It also ends the walk of a list that contains itself. */
const MAX_DEPTH = 20;

/**
 * Whether a value selects nothing: missing, blank or invisible text, an empty list or object, or one that holds only such values.
 * `false`, 0 and dates are values.
 */
export function isBlank(value: unknown, depth = 0): boolean {
	if (value === undefined || value === null) return true;
	if (typeof value === 'string') return /^[\s\p{Cc}\p{Cf}]*$/u.test(value);
	if (depth >= MAX_DEPTH) return false;
	if (Array.isArray(value)) return value.every((entry) => isBlank(entry, depth + 1));
	if (!isPlain(value)) return false;
	// A resource locator always has a mode, which is not what was chosen.
	if (value['__rl'] === true) return isBlank(value['value'], depth + 1);
	return Object.values(value).every((entry) => isBlank(entry, depth + 1));
}

/**
 * The fields that were added to a collection whose fields narrow something, such as a filter or a permission. There, a field
 * without a value must not count as one that was never added: it would let everything through.
 * @throws NodeOperationError naming the field, before any request
 */
export function readAdded(item: Item, property: INodeProperties, options: AddedOptions = {}): IDataObject {
	const given = item.collection(property.name, property.displayName);
	checkAdded(item, property, item.context.getNode().parameters[property.name], given, options);
	return given;
}

/**
 * The check of `readAdded` for callers without an item. A collection that is an expression as a whole never gets here: n8n drops it
 * from the node's parameters.
 * @param raw the collection as it stands in the node's parameters, expressions not resolved
 * @param given the same, resolved
 */
export function checkAdded(
	errors: ValueErrors,
	{ displayName, options = [] }: INodeProperties,
	raw: unknown,
	given: IDataObject,
	{ emptyLists = [] }: AddedOptions = {},
): void {
	for (const { name, displayName: label } of options as INodeProperties[]) {
		const value = given[name];
		const wasAdded = Object.hasOwn(given, name) || (isPlain(raw) && Object.hasOwn(raw, name));
		if (!wasAdded || !isBlank(value)) continue;
		if (Array.isArray(value) && value.length === 0 && emptyLists.includes(name)) continue;
		throw isPlain(raw) && !isExpression(raw[name])
			? errors.invalid(`'${label}' is empty`, `Fill in '${label}' under '${displayName}', or remove it.`)
			: errors.invalid(
					`The expression in '${label}' returned no value`,
					`Make sure the expression returns a value, or remove '${label}' from '${displayName}'.`,
				);
	}
}

function isExpression(raw: unknown): boolean {
	return typeof raw === 'string' && raw.startsWith('=');
}
