import type { INodeProperties } from 'n8n-workflow';

import { checkIdentifier, checkPathId } from './identifier';
import type { Item } from './item';

/** What tells one picker from another. */
interface Picker {
	displayName: string;
	name: string;
	description: string;
	/** Placeholder of the list, such as "Select a resource…". */
	select: string;
	searchListMethod: string;
	/** An ID for the placeholder. */
	example: string;
	/** What the second mode is called, when it takes something other than an ID. */
	byId?: string;
}

/** A required parameter whose value is picked from a list of the API or entered by ID. */
export function picker({ displayName, name, description, select, searchListMethod, example, byId }: Picker): INodeProperties {
	return {
		displayName,
		name,
		type: 'resourceLocator',
		required: true,
		default: { mode: 'list', value: '' },
		description,
		modes: [
			{
				displayName: 'From List',
				name: 'list',
				type: 'list',
				placeholder: select,
				typeOptions: { searchListMethod, searchable: true },
			},
			{ displayName: byId ?? 'By ID', name: 'id', type: 'string', placeholder: `e.g. ${example}` },
		],
	};
}

/**
 * One of Apideck's own IDs.
 * @throws NodeOperationError when nothing is chosen, or the ID cannot be part of a path.
 */
export function readPicked(item: Item, field: INodeProperties): string {
	return checkPathId(item, field.displayName, readPickedText(item, field));
}

/**
 * The same for what is a text of the customer's own, such as a consumer's ID.
 * @throws NodeOperationError when nothing is chosen, or the text cannot be sent.
 */
export function readPickedText(item: Item, { displayName, name, modes }: INodeProperties): string {
	const id = item.locator(name, displayName);
	if (id === '') {
		const example = modes?.at(-1)?.placeholder?.replace('e.g. ', '') ?? '';
		throw item.invalid(`'${displayName}' is empty`, `Pick one from the list of '${displayName}', or enter it, for example ${example}.`);
	}
	return checkIdentifier(item, displayName, id);
}
