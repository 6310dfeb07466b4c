import { mappingValueField } from '../../fields/targetField';
import type { Operation } from '../operation';
import { mappingOutput, mappingTarget, writeMapping } from './mapping';

export const create: Operation = {
	option: {
		name: 'Create',
		value: 'create',
		action: 'Create a custom mapping',
		description: "Say which field of a consumer's service fills a target field that your application has defined",
	},
	endpoints: ['POST /vault/custom-mappings/{unified_api}/{service_id}/{target_field_id}'],
	properties: [...mappingTarget, mappingValueField, ...mappingOutput],
	execute: async (call) => await writeMapping(call, 'POST'),
};
