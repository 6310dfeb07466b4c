import type { INodeProperties } from 'n8n-workflow';

import { checkIdentifier } from './identifier';
import type { Item } from './item';
import { picker, readPickedText } from './locator';
import { quoted } from './quoted';

const LABEL = 'Consumer';

/** Picker of one consumer; empty means the default consumer of the credential. */
export const consumerField: INodeProperties = {
	displayName: LABEL,
	name: 'consumer',
	type: 'resourceLocator',
	default: { mode: 'list', value: '' },
	description:
		"The customer whose connections are meant. Leave empty to use the credential's default consumer.",
	modes: [
		{
			displayName: 'From List',
			name: 'list',
			type: 'list',
			placeholder: "Credential's default consumer",
			typeOptions: { searchListMethod: 'searchConsumers', searchable: true },
		},
		{
			displayName: 'By ID',
			name: 'id',
			type: 'string',
			placeholder: 'e.g. test-consumer',
		},
	],
};

/** Filter by the beginning of the consumer ID. */
export const consumerPrefixField = (description: string): INodeProperties => ({
	displayName: 'Consumer ID Starts With',
	name: 'consumerPrefix',
	type: 'string',
	default: '',
	placeholder: 'e.g. eu-',
	description,
});

/** Picker of one consumer that must be named: nothing stands in for it. */
export const namedConsumerField: INodeProperties = picker({
	displayName: LABEL,
	name: 'consumer',
	description: "The customer that is meant. The credential's default consumer never stands in here.",
	select: 'Select a consumer…',
	searchListMethod: 'searchConsumers',
	example: 'test-consumer',
});

/**
 * The consumer ID of this item and no other: what cannot be undone must not hit the default consumer because a field was empty.
 * @throws NodeOperationError when it is empty.
 */
export function readNamedConsumer(item: Item): string {
	return readPickedText(item, namedConsumerField);
}

/**
 * The consumer ID of this item; the credential's default when the field was left empty.
 * @throws NodeOperationError when there is neither, and when an expression gives none: then another consumer was meant.
 */
export function readConsumer(item: Item, defaultConsumerId: string): string {
	const id = item.locatorOr('consumer', LABEL, defaultConsumerId);
	if (id === '') {
		throw item.invalid(
			`'${LABEL}' is empty and the credential has no default consumer`,
			`Pick a consumer in '${LABEL}', or enter a 'Consumer ID' in the Apideck credential.`,
		);
	}
	return checkIdentifier(item, LABEL, id);
}

/**
 * The consumer ID for the `x-apideck-consumer-id` header, which carries printable ASCII only.
 * @throws NodeOperationError for any other character: it would be dropped or garbled, and another consumer might answer.
 */
export function readHeaderConsumer(item: Item, defaultConsumerId: string): string {
	const id = readConsumer(item, defaultConsumerId);
	if (!fitsHeader(id)) {
		throw item.invalid(
			`'${LABEL}' contains characters that an HTTP header cannot carry: ${quoted(id)}`,
			'Apideck takes the consumer of a connection from a header, so its ID must be of ASCII letters, digits and signs.',
		);
	}
	return id;
}

/** Whether an ID can travel in an HTTP header as it is; n8n's HTTP library silently drops what cannot, and HTTP the spaces at its ends. */
export function fitsHeader(id: string): boolean {
	return /^[\x21-\x7e]([\x20-\x7e]*[\x21-\x7e])?$/.test(id);
}
