import type { IDataObject, INodeProperties } from 'n8n-workflow';

import { readDateTime } from '../../fields/dateTime';
import type { Item } from '../../fields/item';
import { metadataField, readMetadata } from '../../fields/metadata';
import { readSettings, settingsFields } from '../../fields/settings';
import type { Connection } from '../../vault/connection';
import type { ItemCall, Operation, OutputRecord } from '../operation';
import { secretsOf } from '../secretsOf';
import { connectionOutput, connectionRecords, newConnectionTarget, readTarget } from './target';

const importFields: INodeProperties[] = [
	{
		displayName: 'Credentials',
		name: 'credentials',
		type: 'collection',
		placeholder: 'Add credential',
		default: {},
		description:
			'OAuth tokens obtained elsewhere. They must come from the OAuth client that is set up in Apideck. For API keys and passwords use the settings.',
		options: [
			{
				displayName: 'Access Token',
				name: 'accessToken',
				type: 'string',
				typeOptions: { password: true },
				default: '',
				description: 'The current access token',
			},
			{
				displayName: 'Expires In (Seconds)',
				name: 'expiresIn',
				type: 'number',
				typeOptions: { minValue: 0 },
				default: 3600,
				description:
					"Lifetime of the access token in seconds, counted from 'Issued At'. Without it, Apideck refreshes the token at first use.",
			},
			{
				displayName: 'Issued At',
				name: 'issuedAt',
				type: 'dateTime',
				default: '',
				description: 'When the access token was issued',
			},
			{
				displayName: 'Refresh Token',
				name: 'refreshToken',
				type: 'string',
				typeOptions: { password: true },
				default: '',
				description: 'The refresh token. Not needed for tokens that do not expire.',
			},
		],
	},
	...settingsFields,
	{
		displayName: 'Additional Fields',
		name: 'additionalFields',
		type: 'collection',
		placeholder: 'Add field',
		default: {},
		options: [metadataField],
	},
];

function readCredentials(item: Item): IDataObject | undefined {
	const given = item.value<IDataObject>('credentials', {});
	const filled = (value: unknown) => value !== undefined && value !== null && value !== '';
	const credentials: IDataObject = {};
	if (filled(given.refreshToken)) credentials.refresh_token = String(given.refreshToken);
	if (filled(given.accessToken)) credentials.access_token = String(given.accessToken);
	if (filled(given.issuedAt)) credentials.issued_at = readDateTime(item, 'Issued At', given.issuedAt);
	if (filled(given.expiresIn)) {
		const seconds = Number(given.expiresIn);
		if (!Number.isSafeInteger(seconds) || seconds < 0) {
			throw item.invalid("'Expires In' must be a whole number of seconds", "Correct 'Expires In', for example 3600 for an hour.");
		}
		credentials.expires_in = seconds;
	}
	return Object.keys(credentials).length === 0 ? undefined : credentials;
}

async function execute(call: ItemCall): Promise<OutputRecord[]> {
	const { item } = call;
	const { consumerId, path } = readTarget(call);
	const credentials = readCredentials(item);
	const settings = readSettings(item);
	const metadata = readMetadata(item, item.value<IDataObject>('additionalFields', {}).metadata);
	if (credentials === undefined && settings === undefined) {
		throw item.invalid(
			'There is nothing to import',
			"Add tokens under 'Credentials', or fill in the settings (API key, user name and password).",
		);
	}
	const body = {
		...(credentials && { credentials }),
		...(settings && { settings }),
		...(metadata && { metadata }),
	};
	const { data } = await call.request<Connection>({
		method: 'POST',
		path: [...path, 'import'],
		body,
		consumerId,
		// The same credentials again give the same connection.
		repeatable: true,
		secrets: secretsOf({ credentials, settings }),
	});
	return connectionRecords(call, [data], consumerId);
}

// "import" itself is a reserved word.
export const importConnection: Operation = {
	option: {
		name: 'Import',
		value: 'import',
		action: 'Import a connection',
		description: 'Create or update a connection from tokens or keys that you already have, without the consumer',
	},
	endpoints: ['POST /vault/connections/{unified_api}/{service_id}/import'],
	properties: [...newConnectionTarget, ...importFields, ...connectionOutput],
	execute,
};
