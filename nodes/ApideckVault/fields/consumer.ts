import type { ConsumerMetadata } from '../api/connection';
import { isHeaderSafe } from '../api/ids';
import { collection, group } from '../parameters/collection';
import { defaultedLocator, nestedLocator, textLocator } from '../parameters/locator';
import { mapped, type Param, type Values } from '../parameters/param';
import { quoted } from '../parameters/jsonSafety';
import { text } from '../parameters/text';

const SEARCH = { search: 'searchConsumers', example: 'test-consumer' };

/** A consumer, for endpoints that take it in the path. */
export const consumer: Param<string> = defaultedLocator('Consumer', {
	...SEARCH,
	description: "The consumer to act on. Leave empty to use the credential's default consumer.",
	select: "Credential's default consumer",
});

/** A consumer, for endpoints that take it in an HTTP header, as those of connections do. */
export const headerConsumer: Param<string> = mapped(consumer, (id, { label, invalid }) => {
	if (isHeaderSafe(id)) return id;
	throw invalid(
		`'${label}' contains characters that can't be sent in an HTTP header: ${quoted(id)}`,
		'Apideck reads the consumer from a header, so the ID may only contain printable ASCII characters.',
	);
});

/** A required consumer. Irreversible operations must not affect the default consumer because a field was empty. */
export const requiredConsumer: Param<string> = textLocator('Consumer', {
	...SEARCH,
	description: "The consumer to act on. The credential's default consumer is never used here.",
	select: 'Select a consumer…',
});

/** A consumer to filter by. */
export const filteredConsumer: Param<string> = nestedLocator(textLocator('Consumer', { ...SEARCH, description: 'The consumer to include', select: 'Select a consumer…' }));

const METADATA = {
	accountName: text('Account Name', { example: 'Acme Inc.', description: "Name of the consumer's account" }),
	email: text('Email', { example: 'name@email.com', description: 'Email address of the user' }),
	image: text('Image URL', { example: 'https://app.example.com/logo.png', description: 'Picture of the user, or logo of the account' }),
	userName: text('User Name', { example: 'Jo Smith', description: 'Name of the user' }),
};

const METADATA_LABEL = 'Consumer Metadata';
const METADATA_DESCRIPTION = 'Details of the consumer that Apideck shows in its dashboard and in Hosted Vault. Empty fields are not sent.';

function metadataOf({ accountName, userName, email, image }: Values<typeof METADATA>): ConsumerMetadata | undefined {
	const metadata = { account_name: accountName, user_name: userName, email, image };
	return Object.values(metadata).every((value) => value === undefined) ? undefined : metadata;
}

/** The metadata of a consumer that Apideck shows in its dashboard and in Hosted Vault; undefined when no field is filled in. */
export const consumerMetadata: Param<ConsumerMetadata | undefined> = mapped(
	collection(METADATA_LABEL, METADATA, { placeholder: 'Add Field', description: METADATA_DESCRIPTION }),
	metadataOf,
);

/** The same as one field of a collection. */
export const consumerMetadataGroup: Param<ConsumerMetadata | undefined> = mapped(
	group(METADATA_LABEL, METADATA, { name: 'values', description: METADATA_DESCRIPTION }),
	metadataOf,
);
