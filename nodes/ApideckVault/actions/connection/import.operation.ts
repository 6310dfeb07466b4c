import type { IDataObject, INodeProperties } from 'n8n-workflow';

import { readDateTime } from '../../fields/dateTime';
import type { Item } from '../../fields/item';
import { metadataField, readMetadata } from '../../fields/metadata';
import { readNumber } from '../../fields/number';
import { readSettings, settingsFields } from '../../fields/settings';
import { isEmpty, readText } from '../../fields/text';
import type { Connection } from '../../vault/connection';
import type { ItemCall, Operation, OutputRecord } from '../operation';
import { secretsOf } from '../secretsOf';
import { connectionOutput, connectionRecord, newConnectionTarget, readTarget } from './target';

const credentialsField: INodeProperties = {
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
};

const importFields: INodeProperties[] = [
	credentialsField,
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
	// Not as a filter is read: a row of a sheet may lack what is optional, such as the time a token expires.
	const given = item.collection(credentialsField.name, credentialsField.displayName);
	const wrong = () => item.invalid("'Expires In' must be a whole number of seconds", "Correct 'Expires In', for example 3600 for an hour.");
	const seconds = readNumber(given['expiresIn'], wrong);
	if (seconds !== undefined && (!Number.isSafeInteger(seconds) || seconds < 0)) throw wrong();
	const credentials = {
		refresh_token: readText(item, 'Refresh Token', given['refreshToken']),
		access_token: readText(item, 'Access Token', given['accessToken']),
		issued_at: isEmpty(given['issuedAt']) ? undefined : readDateTime(item, 'Issued At', given['issuedAt']),
		expires_in: seconds,
	};
	const filled = Object.entries(credentials).filter(([, value]) => value !== undefined);
	if (filled.length === 0) return undefined;
	if (credentials.refresh_token === undefined && credentials.access_token === undefined) {
		throw item.invalid("'Credentials' holds no token", "Fill in 'Access Token', 'Refresh Token' or both, or remove the other credentials.");
	}
	return Object.fromEntries(filled) as IDataObject;
}

async function execute(call: ItemCall): Promise<OutputRecord[]> {
	const { item } = call;
	const target = readTarget(call);
	const credentials = readCredentials(item);
	const settings = readSettings(item);
	const metadata = readMetadata(item, item.collection('additionalFields', 'Additional Fields')['metadata']);
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
		path: [...target.path, 'import'],
		body,
		consumerId: target.consumerId,
		// The same credentials again give the same connection.
		repeatable: true,
		secrets: secretsOf({ credentials, settings }),
	});
	return connectionRecord(call, data, target);
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
