import type { INodeProperties } from 'n8n-workflow';

import type { ConsumerMetadata } from '../vault/connection';
import type { Item } from './item';
import { readText } from './text';

/** What Apideck shows about a consumer in its dashboard and in Hosted Vault. */
export const consumerMetadataField: INodeProperties = {
	displayName: 'Consumer Metadata',
	name: 'consumerMetadata',
	type: 'collection',
	placeholder: 'Add field',
	default: {},
	description: 'What is known about this customer. A field that is left empty is not sent.',
	options: [
		{
			displayName: 'Account Name',
			name: 'accountName',
			type: 'string',
			default: '',
			placeholder: 'e.g. Acme Inc.',
			description: "Name of the customer's account",
		},
		{
			displayName: 'Email',
			name: 'email',
			type: 'string',
			default: '',
			placeholder: 'e.g. name@email.com',
			description: 'Email address of the user',
		},
		{
			displayName: 'Image URL',
			name: 'image',
			type: 'string',
			default: '',
			placeholder: 'e.g. https://app.example.com/logo.png',
			description: 'Picture of the user or logo of the account',
		},
		{
			displayName: 'User Name',
			name: 'userName',
			type: 'string',
			default: '',
			placeholder: 'e.g. Jo Smith',
			description: 'Name of the user',
		},
	],
};

/** The fields that are filled in; undefined when none is. */
export function readConsumerMetadata(item: Item): ConsumerMetadata | undefined {
	const given = item.collection('consumerMetadata', 'Consumer Metadata');
	const metadata: ConsumerMetadata = {
		account_name: readText(item, 'Account Name', given['accountName']),
		user_name: readText(item, 'User Name', given['userName']),
		email: readText(item, 'Email', given['email']),
		image: readText(item, 'Image URL', given['image']),
	};
	return Object.values(metadata).every((value) => value === undefined) ? undefined : metadata;
}
