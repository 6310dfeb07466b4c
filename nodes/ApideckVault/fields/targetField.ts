import type { INodeProperties } from 'n8n-workflow';

import type { Item } from './item';
import { picker, readPicked, readPickedText } from './locator';

/** Picker over the target fields that the application has defined for this service, with what they are mapped to. */
export const targetField: INodeProperties = picker({
	displayName: 'Target Field',
	name: 'targetField',
	description:
		'The field of the unified API that gets its value from the service. The list shows the target fields that are defined in the Apideck dashboard.',
	select: 'Select a target field…',
	searchListMethod: 'searchTargetFields',
	example: 'hris+employees+first_aid_training',
});

/** Picker over the custom fields of the target field's resource; what is sent is the JSONPath that finds the chosen one. */
export const mappingValueField: INodeProperties = picker({
	displayName: 'Custom Field',
	name: 'mappingValue',
	description:
		"The field of the service that is mapped. The list shows the custom fields of the target field's resource; any other field can be entered as a JSONPath.",
	select: 'Select a custom field…',
	searchListMethod: 'searchCustomFields',
	example: '$.root.training.first_aid',
	byId: 'By JSONPath',
});

/** @throws NodeOperationError when no target field is chosen or its ID cannot be sent. */
export function readTargetField(item: Item): string {
	return readPicked(item, targetField);
}

/** A JSONPath. @throws NodeOperationError when there is none. */
export function readMappingValue(item: Item): string {
	return readPickedText(item, mappingValueField);
}
