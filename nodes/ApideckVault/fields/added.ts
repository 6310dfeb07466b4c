import type { IDataObject, INodeProperties } from 'n8n-workflow';

import type { Item } from './item';
import { isEmpty } from './text';

/**
 * The fields of a collection that were added, for a collection whose fields narrow something: a filter, a permission. There a
 * field that is added and gives nothing is not the same as one that was not added: it would let everything through.
 * @param field the collection
 * @throws NodeOperationError naming a field whose expression gives nothing
 */
export function readAdded(item: Item, { name, displayName, options = [] }: INodeProperties): IDataObject {
	const given = item.collection(name, displayName);
	for (const option of options as INodeProperties[]) {
		if (isEmpty(given[option.name]) && item.hasExpression(name, option.name)) {
			throw item.invalid(
				`The expression in '${option.displayName}' gives nothing`,
				`Let the expression give a value, or remove '${option.displayName}' from '${displayName}'.`,
			);
		}
	}
	return given;
}
