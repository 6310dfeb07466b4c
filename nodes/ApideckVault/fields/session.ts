import { collection, group } from '../parameters/collection';
import { json } from '../parameters/json';
import { labelOf, omitUndefined, type Param, type ValueErrors, type Values } from '../parameters/param';
import { quoted } from '../parameters/jsonSafety';
import { boolean, multiOptions, readList } from '../parameters/scalars';
import { text, webAddress } from '../parameters/text';
import { checkUnifiedApi, unifiedApiOptions } from './connection';
import { consumerMetadataGroup } from './consumer';

const UNITS: Record<string, number> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 };
const WEEK = 604_800_000;

/** How long a Vault session lasts. */
export interface SessionLength {
	/** In Apideck's format, such as 24h. */
	text: string;
	ms: number;
}

/** Apideck's default session length. */
const DEFAULT_LENGTH: SessionLength = { text: '1h', ms: 3_600_000 };

/**
 * A session length, such as 30m, 24h or 7d.
 * @throws NodeOperationError for anything else, and for more than the week that Apideck allows
 */
function readSessionLength(errors: ValueErrors, label: string, value: unknown): SessionLength {
	const given = typeof value === 'string' ? value.trim() : '';
	const [, amount, unit] = /^(\d+)\s*([smhdw])$/.exec(given) ?? [];
	const ms = Number(amount) * (UNITS[unit ?? ''] ?? NaN);
	if (!(ms > 0 && ms <= WEEK)) {
		throw errors.invalid(
			`'${label}' cannot be ${quoted(value)}`,
			`Enter '${label}' as a number followed by m, h, d or w, such as 24h. The maximum is one week.`,
		);
	}
	return { text: `${Number(amount)}${unit}`, ms };
}

/** A session length; undefined when it was not added. */
export function lifetime(defaultValue: string, description: string): Param<SessionLength | undefined> {
	return {
		property: { ...text('Lifetime', { example: defaultValue, description }).property, default: defaultValue },
		read: (value, context) => (value === undefined ? undefined : readSessionLength(context, context.label, value)),
	};
}

const ACTIONS = ['delete', 'disable', 'disconnect', 'reauthorize'] as const;

const flag = (label: string, defaultValue: boolean, purpose: string) => boolean(label, { default: defaultValue, description: `Whether to ${purpose}` });

const unifiedApis: Param<string[] | undefined> = {
	property: {
		displayName: 'Unified APIs',
		type: 'multiOptions',
		options: unifiedApiOptions,
		default: [],
		description: 'The unified APIs to show. Without this setting, all of them are shown.',
	},
	read: (value, context) => (value === undefined ? undefined : readList(context, context.label, value).map((api) => checkUnifiedApi(context, api, context.label))),
};

const actionChoices = multiOptions(
	'Allowed Actions',
	ACTIONS.map((value) => ({ name: value.charAt(0).toUpperCase() + value.slice(1), value })),
	{
		default: ['reauthorize'],
		mayBeEmpty: true,
		description: 'What the consumer may do with a connection. An empty list allows nothing. Without this setting, everything is allowed.',
	},
);

/** Undefined when the setting was not added, which allows everything. */
const allowActions: Param<string[] | undefined> = { ...actionChoices, read: (value, context) => (value === undefined ? undefined : actionChoices.read(value, context)) };

const color = (label: string, description: string): Param<string | undefined> => {
	const { property, read } = text(label, { description });
	return { property: { ...property, type: 'color' }, read };
};

const redirectUri = webAddress('Redirect URL', {
	example: 'https://app.example.com/integrations',
	description: 'The URL that Vault redirects the consumer to afterward. It must be registered in Apideck if redirects are protected.',
});

/** Empty fields keep the theme of the application. */
const theme = group(
	'Theme',
	{
		favicon: text('Favicon URL', { example: 'https://app.example.com/favicon.ico', description: 'Icon shown in the browser tab' }),
		logo: text('Logo URL', { example: 'https://app.example.com/logo.png', description: 'Your logo, shown above the menu' }),
		primaryColor: color('Primary Color', 'Color of buttons and links'),
		privacyUrl: text('Privacy URL', { example: 'https://app.example.com/privacy', description: 'Your privacy policy' }),
		sidepanelBackgroundColor: color('Side Panel Background', 'Background color of the menu'),
		sidepanelTextColor: color('Side Panel Text Color', 'Text color of the menu'),
		termsUrl: text('Terms URL', { example: 'https://app.example.com/terms', description: 'Your terms of service' }),
		vaultName: text('Vault Name', { example: 'Acme Integrations', description: 'Title of the page' }),
	},
	{ name: 'values', description: 'The appearance of the page. Empty fields keep the theme set in the Apideck dashboard.' },
);

/** All parameters of a Hosted Vault session except the consumer. */
export const sessionParams = {
	redirectUri,
	sessionSettings: collection(
		'Session Settings',
		{
			allowActions,
			autoRedirect: flag('Auto-Redirect', false, `redirect the consumer to '${labelOf(redirectUri)}' as soon as a connection works`),
			hideGuides: flag('Hide Guides', false, "hide Apideck's connection guides"),
			hideResourceSettings: flag('Hide Resource Settings', false, 'hide the settings of individual resources'),
			isolationMode: flag('Isolation Mode', false, 'show only the settings of a connection, without navigation'),
			sessionLength: lifetime(DEFAULT_LENGTH.text, 'How long the session lasts, as a number followed by m, h, d or w. The maximum is one week.'),
			sandboxMode: flag('Sandbox Mode', false, 'show a banner that marks this as a test environment'),
			showLogs: flag('Show Logs', true, 'show the logs page'),
			showSidebar: flag('Show Sidebar', true, 'show the sidebar'),
			showSuggestions: flag('Show Suggestions', false, 'show the suggestions page'),
			unifiedApis,
		},
		{
			placeholder: 'Add Setting',
			description: "What the consumer sees and may do. Settings you don't add keep Apideck's defaults.",
			mustBeFilled: true,
			emptyLists: ['allowActions'],
		},
	),
	additionalFields: collection(
		'Additional Fields',
		{
			consumerMetadata: consumerMetadataGroup,
			customConsumerSettings: json('Custom Settings (JSON)', 'object', {
				example: '{"feature_flag_1": true}',
				description: 'Your own settings for this session, as a JSON object',
			}),
			theme,
		},
		{ placeholder: 'Add Field' },
	),
};

/** The body of a session, and its length in milliseconds. */
export function sessionOf({ redirectUri, sessionSettings, additionalFields }: Values<typeof sessionParams>): { body: object; lifetimeMs: number } {
	const { allowActions: actions, sessionLength: length, unifiedApis: apis, ...flags } = sessionSettings;
	const settings = { allow_actions: actions, session_length: length?.text, unified_apis: apis, ...toSnakeCase(flags) };
	const body = {
		consumer_metadata: additionalFields.consumerMetadata,
		redirect_uri: redirectUri,
		settings: omitIfEmpty(settings),
		theme: omitIfEmpty(toSnakeCase(additionalFields.theme)),
		custom_consumer_settings: additionalFields.customConsumerSettings,
	};
	return { body: omitUndefined(body), lifetimeMs: (length ?? DEFAULT_LENGTH).ms };
}

/** The defined values; undefined when there are none. */
function omitIfEmpty(values: object): object | undefined {
	const rest = omitUndefined(values);
	return Object.keys(rest).length === 0 ? undefined : rest;
}

/** Converts keys to Apideck's names, such as `autoRedirect` to `auto_redirect`. */
function toSnakeCase(fields: object): object {
	return Object.fromEntries(Object.entries(fields).map(([name, value]) => [name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`), value]));
}
