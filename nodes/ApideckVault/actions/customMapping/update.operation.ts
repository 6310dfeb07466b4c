import { mappingValueField } from '../../fields/targetField';
import type { Operation } from '../operation';
import { mappingOutput, mappingTarget, writeMapping } from './mapping';

export const update: Operation = {
	option: {
		name: 'Update',
		value: 'update',
		action: 'Update a custom mapping',
		description: 'Let another field of the service fill a target field that is mapped already',
	},
	endpoints: ['PATCH /vault/custom-mappings/{unified_api}/{service_id}/{target_field_id}'],
	properties: [...mappingTarget, mappingValueField, ...mappingOutput],
	execute: async (call) => await writeMapping(call, 'PATCH'),
};
