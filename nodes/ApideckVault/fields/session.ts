import type { IDataObject, INodeProperties } from 'n8n-workflow';

import { readAdded } from './added';
import { alphabetical } from './alphabetical';
import { readBoolean } from './boolean';
import type { Item } from './item';
import { parseJson } from './json';
import { readList } from './list';
import { readSessionLength } from './sessionLength';
import { quoted } from './quoted';
import { isEmpty, readText } from './text';
import { checkUnifiedApi, unifiedApiOptions } from './unifiedApi';
import { readWebAddress } from './webAddress';

/** Unless asked otherwise a session lasts this long. */
const DEFAULT_LENGTH = '1h';

const ACTIONS = ['delete', 'disable', 'disconnect', 'reauthorize'];

/** The switches of a session: parameter, label, wire name, default and description. */
const SWITCHES = [
	['autoRedirect', 'Auto-Redirect', 'auto_redirect', false, 'Whether to send the consumer to the redirect URL as soon as a connection works'],
	['hideGuides', 'Hide Guides', 'hide_guides', false, "Whether to hide Apideck's connection guides"],
	['hideResourceSettings', 'Hide Resource Settings', 'hide_resource_settings', false, 'Whether to hide the settings of single resources'],
	['isolationMode', 'Isolation Mode', 'isolation_mode', false, 'Whether to show only the settings of a connection, without navigation'],
	['sandboxMode', 'Sandbox Mode', 'sandbox_mode', false, 'Whether to show a banner that says that this is a test environment'],
	['showLogs', 'Show Logs', 'show_logs', true, 'Whether to show the logs page'],
	['showSidebar', 'Show Sidebar', 'show_sidebar', true, 'Whether to show the sidebar'],
	['showSuggestions', 'Show Suggestions', 'show_suggestions', false, 'Whether to show the suggestions page'],
] as const;

/** The texts and colours of a session's theme. */
const THEME = [
	['favicon', 'Favicon URL', 'favicon', 'https://app.example.com/favicon.ico', 'Icon in the browser tab'],
	['logo', 'Logo URL', 'logo', 'https://app.example.com/logo.png', 'Your logo, shown above the menu'],
	['primaryColor', 'Primary Color', 'primary_color', '#286efa', 'Color of buttons and links'],
	['privacyUrl', 'Privacy URL', 'privacy_url', 'https://app.example.com/privacy', 'Your privacy policy'],
	['sidepanelBackgroundColor', 'Side Panel Background Color', 'sidepanel_background_color', '#286efa', 'Color behind the menu'],
	['sidepanelTextColor', 'Side Panel Text Color', 'sidepanel_text_color', '#ffffff', 'Color of the menu'],
	['termsUrl', 'Terms URL', 'terms_url', 'https://app.example.com/terms', 'Your terms of service'],
	['vaultName', 'Vault Name', 'vault_name', 'Acme Integrations', 'What the page is called'],
] as const;

const text = (displayName: string, name: string, example: string, description: string): INodeProperties => ({
	displayName,
	name,
	type: 'string',
	default: '',
	placeholder: `e.g. ${example}`,
	description,
});

const off = (displayName: string, name: string, description: string): INodeProperties => ({
	displayName,
	name,
	type: 'boolean',
	default: false,
	description,
});

const byLabel = (a: INodeProperties, b: INodeProperties) => alphabetical(a.displayName, b.displayName);

const settings: INodeProperties[] = [
	{
		displayName: 'Allowed Actions',
		name: 'allowActions',
		type: 'multiOptions',
		options: ACTIONS.map((value) => ({ name: value.charAt(0).toUpperCase() + value.slice(1), value })),
		default: ['reauthorize'],
		description: 'What the consumer may do with a connection. An empty list allows nothing, and without this setting everything is allowed.',
	},
	text('Lifetime', 'sessionLength', '30m', 'How long the session lasts: a number with m, h, d or w, at most one week. One hour by default.'),
	{
		displayName: 'Unified APIs',
		name: 'unifiedApis',
		type: 'multiOptions',
		options: unifiedApiOptions,
		default: [],
		description: 'The unified APIs to show. Without this setting all are shown.',
	},
	...SWITCHES.map(([name, displayName, , value, description]) => ({ ...off(displayName, name, description), default: value })),
];

const sessionSettings: INodeProperties = {
	displayName: 'Session Settings',
	name: 'sessionSettings',
	type: 'collection',
	placeholder: 'Add setting',
	default: {},
	description: 'What the consumer sees and may do. What is not added keeps the default of Apideck.',
	options: settings.sort(byLabel),
};

/** Everything that a Hosted Vault session can be told. */
export const sessionFields: INodeProperties[] = [
	text('Redirect URL', 'redirectUri', 'https://app.example.com/integrations', 'Where Vault sends the consumer afterwards. It must be registered in Apideck if redirects are protected.'),
	sessionSettings,
	{
		displayName: 'Theme',
		name: 'theme',
		type: 'collection',
		placeholder: 'Add field',
		default: {},
		description: 'How the page looks. What is not added keeps the look that is set in the Apideck dashboard.',
		options: THEME.map(
			([name, displayName, , example, description]): INodeProperties =>
				displayName.endsWith('Color')
					? { displayName, name, type: 'color', default: example, description }
					: text(displayName, name, example, description),
		).sort(byLabel),
	},
	{
		displayName: 'Custom Consumer Settings (JSON)',
		name: 'customConsumerSettings',
		type: 'json',
		default: '',
		placeholder: 'e.g. {"feature_flag_1": true}',
		description: 'Your own settings for this session, as a JSON object',
	},
];

/** A session's body without the consumer's metadata, and how long it lasts. @throws NodeOperationError naming the field */
export function readSession(item: Item): { body: IDataObject; lifetimeMs: number } {
	const given = readAdded(item, sessionSettings, { emptyLists: ['allowActions'] });
	const hasLength = !isEmpty(given['sessionLength']);
	const length = readSessionLength(item, 'Lifetime', hasLength ? given['sessionLength'] : DEFAULT_LENGTH);
	const list = (label: string, value: unknown, mayBeEmpty = false) => (value === undefined ? undefined : readList(item, label, value, { mayBeEmpty }));
	const actions = list('Allowed Actions', given['allowActions'], true);
	const unknown = actions?.find((action) => !ACTIONS.includes(action));
	if (unknown !== undefined) {
		throw item.invalid(`'Allowed Actions' cannot hold ${quoted(unknown)}`, `Use ${ACTIONS.join(', ')} in 'Allowed Actions'.`);
	}
	const settings = defined({
		unified_apis: list('Unified APIs', given['unifiedApis'])?.map((api) => checkUnifiedApi(item, api, 'Unified APIs')),
		...Object.fromEntries(SWITCHES.map(([name, label, wire]) => [wire, readBoolean(item, label, given[name])])),
		session_length: hasLength ? length.text : undefined,
		allow_actions: actions,
	});
	const look = item.collection('theme', 'Theme');
	const theme = defined(Object.fromEntries(THEME.map(([name, label, wire]) => [wire, readText(item, label, look[name])])));
	const customLabel = 'Custom Consumer Settings (JSON)';
	const custom = parseJson(item, customLabel, item.value<string | object>('customConsumerSettings', '', customLabel), 'object');
	const body = defined({
		redirect_uri: readWebAddress(item, 'Redirect URL', item.value<string>('redirectUri', '', 'Redirect URL')),
		settings,
		theme,
		custom_consumer_settings: custom,
	});
	return { body: body ?? {}, lifetimeMs: length.ms };
}

/** Without what is undefined; undefined when nothing is left. */
function defined(values: Record<string, unknown>): IDataObject | undefined {
	const left = Object.entries(values).filter(([, value]) => value !== undefined);
	return left.length === 0 ? undefined : (Object.fromEntries(left) as IDataObject);
}
