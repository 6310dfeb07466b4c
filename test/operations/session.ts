import { byId } from '../engine/byId';
import { CONSUMERS } from '../faults/scenario';
import type { RequestFixture } from './fixture';

const SETTINGS = { unifiedApis: ['crm' as const], hideResourceSettings: true, sandboxMode: true, isolationMode: true, sessionLength: '30m', showLogs: false, showSuggestions: true, showSidebar: false, autoRedirect: true, hideGuides: true, allowActions: ['reauthorize' as const, 'delete' as const] };
const THEME = { favicon: 'https://x.example/f', logo: 'https://x.example/l', primaryColor: '#111111', sidepanelBackgroundColor: '#222222', sidepanelTextColor: '#333333', vaultName: 'Acme', privacyUrl: 'https://x.example/p', termsUrl: 'https://x.example/t' };
const METADATA = { accountName: 'New Co', userName: 'Jo', email: 'jo@new.example', image: 'https://x.example/i.png' };
const EMPTY = { redirectUri: '', sessionSettings: {}, additionalFields: {} };

export const SESSION: Record<string, RequestFixture> = {
	create: {
		parameters: {
			consumer: byId('test-consumer'),
			redirectUri: 'https://app.example.com/done',
			sessionSettings: { sessionLength: '30m', allowActions: ['reauthorize'], showLogs: false, unifiedApis: ['crm'] },
			additionalFields: {
				consumerMetadata: { values: { accountName: 'Trial' } },
				customConsumerSettings: '{"flag": true}',
				theme: { values: { vaultName: 'Acme', primaryColor: '#112233' } },
			},
		},
		request: [
			'POST /vault/sessions',
			{
				consumer_metadata: { account_name: 'Trial' },
				redirect_uri: 'https://app.example.com/done',
				settings: { unified_apis: ['crm'], show_logs: false, session_length: '30m', allow_actions: ['reauthorize'] },
				theme: { primary_color: '#112233', vault_name: 'Acme' },
				custom_consumer_settings: { flag: true },
			},
		],
		output: () => [
			1,
			{
				consumer_id: 'test-consumer',
				session_uri: expect.stringMatching(/^https:\/\/vault\.apideck\.com\/session\//) as unknown,
				session_token: expect.any(String) as unknown,
				expires_at: expect.stringMatching(/^\d{4}-.*Z$/) as unknown,
			},
		],
		perItem: {
			parameters: { consumer: byId('={{ $json.who }}'), sessionSettings: { sessionLength: '={{ $json.length }}', unifiedApis: '={{ "crm, hris" }}' } },
			items: [{ who: 'test-consumer', length: '2 d' }, { who: 'tidal-forge', length: '3h' }],
			requests: [
				['POST /vault/sessions', { settings: { unified_apis: ['crm', 'hris'], session_length: '2d' } }],
				['POST /vault/sessions', { settings: { unified_apis: ['crm', 'hris'], session_length: '3h' } }],
			],
		},
		idempotent: false,
		client: [
			{
				parameters: { redirectUri: 'https://app.example.com/done', sessionSettings: SETTINGS, additionalFields: { consumerMetadata: { values: METADATA }, customConsumerSettings: '{"flag": true}', theme: { values: THEME } } },
				call: async (client) =>
					await client.vault.sessions.create({
						session: { redirectUri: 'https://app.example.com/done', settings: SETTINGS, theme: THEME, consumerMetadata: METADATA, customConsumerSettings: { flag: true } },
					}),
			},
			{ parameters: EMPTY, call: async (client) => await client.vault.sessions.create({ session: {} }) },
		],
		faults: {
			parameters: { ...EMPTY, redirectUri: 'https://app.example.com/done', additionalFields: { consumerMetadata: { values: { userName: '={{ "User of " + $json.who }}' } } } },
			items: [...CONSUMERS, 'new-consumer'].map((who) => ({ who })),
			volatile: ['expires_at'],
		},
		secrets: {
			parameters: (secret) => ({ ...EMPTY, additionalFields: { customConsumerSettings: `={{ { crm: { key: ${secret('sessionSetting')} } } }}` } }),
			texts: 1,
			reveals: ['sessionUri', 'sessionToken'],
		},
	},
};
