import type { Param } from '../parameters/param';
import { readList } from '../parameters/scalars';
import { checkServiceId, checkUnifiedApi, unifiedApiOptions } from './connection';

/** Services from the application's list, or as a list or comma-separated IDs from an expression; empty when the filter was not added. */
export const serviceIds: Param<string[]> = {
	property: {
		displayName: 'Service Names or IDs',
		type: 'multiOptions',
		typeOptions: { loadOptionsMethod: 'getServices' },
		default: [],
		description: 'Choose from the list, or specify IDs using an <a href="https://docs.n8n.io/code/expressions/">expression</a>',
	},
	read: (value, context) => readList(context, context.label, value).map((id) => checkServiceId(context, context.label, id)),
};

/** Unified APIs from the list, or newer ones from an expression; empty when the filter was not added. */
export function unifiedApiIds(description: string): Param<string[]> {
	return {
		property: { displayName: 'Unified APIs', type: 'multiOptions', options: unifiedApiOptions, default: [], description },
		read: (value, context) => readList(context, context.label, value).map((id) => checkUnifiedApi(context, id, context.label)),
	};
}
