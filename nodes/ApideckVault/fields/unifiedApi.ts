import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';

import { isUnifiedApiId, UNIFIED_APIS } from '../vault/unifiedApis';
import type { Item } from './item';
import { quoted } from './quoted';

const LABEL = 'Unified API';

export const unifiedApiOptions: INodePropertyOptions[] = UNIFIED_APIS.map((api) => ({ ...api }));

export const unifiedApiField: INodeProperties = {
	displayName: LABEL,
	name: 'unifiedApi',
	type: 'options',
	noDataExpression: false,
	required: true,
	options: unifiedApiOptions,
	default: 'accounting',
	description: 'The Apideck API that the connection belongs to',
};

/** @throws NodeOperationError for a value that cannot be a unified API. */
export function checkUnifiedApi(item: Item, value: unknown, label = LABEL): string {
	const id = typeof value === 'string' ? value : '';
	if (!isUnifiedApiId(id)) {
		throw item.invalid(
			`'${label}' ${label === LABEL ? 'is not' : 'holds what is not'} a unified API: ${quoted(value)}`,
			`Choose one from the list, or let the expression give its ID, such as ${UNIFIED_APIS.slice(0, 4)
				.map((api) => api.value)
				.join(', ')}.`,
		);
	}
	return id;
}

export function readUnifiedApi(item: Item): string {
	return checkUnifiedApi(item, item.value<string>('unifiedApi', '', LABEL));
}
