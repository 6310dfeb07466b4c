import { collection } from '../parameters/collection';
import { labelOf, mapped, omitUndefined } from '../parameters/param';
import { dateTime, number } from '../parameters/scalars';
import { text } from '../parameters/text';

const accessToken = text('Access Token', { isSecret: true, description: 'The current access token' });

const issuedAt = dateTime('Issued At', { description: 'When the access token was issued' });

const refreshToken = text('Refresh Token', { isSecret: true, description: "The refresh token. Not needed for tokens that don't expire." });

/** Tokens in Apideck's format; undefined when there are none. */
export const credentials = mapped(
	collection(
		'OAuth Tokens',
		{
			accessToken,
			expiresIn: number('Expires In (Seconds)', {
				default: 3600,
				min: 0,
				whole: true,
				description: `Lifetime of the access token in seconds, counted from '${labelOf(issuedAt)}'. Without it, Apideck refreshes the token on first use.`,
			}),
			issuedAt,
			refreshToken,
		},
		{
			placeholder: 'Add Token',
			description:
				'Tokens that you already have. They must come from the OAuth client that is set up in Apideck. Enter API keys and passwords in the settings.',
		},
	),
	(given, { label, invalid }) => {
		const tokens = omitUndefined({ refresh_token: given.refreshToken, access_token: given.accessToken, issued_at: given.issuedAt, expires_in: given.expiresIn });
		if (Object.keys(tokens).length === 0) return undefined;
		if (given.refreshToken !== undefined || given.accessToken !== undefined) return tokens;
		throw invalid(
			`'${label}' does not contain a token`,
			`Enter '${labelOf(accessToken)}', '${labelOf(refreshToken)}' or both, or remove the other fields.`,
		);
	},
);
