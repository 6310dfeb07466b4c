import type { INodeProperties } from 'n8n-workflow';

import { readBoolean } from './boolean';
import type { Item } from './item';
import { readNumber } from './number';

export const pagingFields: INodeProperties[] = [
	{
		displayName: 'Return All',
		name: 'returnAll',
		type: 'boolean',
		default: false,
		description: 'Whether to return all results or only up to a given limit',
	},
	{
		displayName: 'Limit',
		name: 'limit',
		type: 'number',
		typeOptions: { minValue: 1 },
		default: 50,
		displayOptions: { show: { returnAll: [false] } },
		description: 'Max number of results to return',
	},
];

/** How many records to return at most; Infinity for all. */
export function readLimit(item: Item): number {
	if (readBoolean(item, 'Return All', item.value<boolean>('returnAll', false, 'Return All'))) return Infinity;
	const wrong = () => item.invalid("'Limit' must be a whole number from 1", "Correct 'Limit', or turn on 'Return All'.");
	const limit = readNumber(item.value<number>('limit', 50, 'Limit'), wrong);
	if (limit === undefined || !Number.isInteger(limit) || limit < 1) throw wrong();
	return limit;
}
