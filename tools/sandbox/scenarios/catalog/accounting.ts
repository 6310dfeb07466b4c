import type { DataScopes } from '../../wire';
import { entry, field, option } from './build';

const RESOURCES = ['invoices', 'customers', 'suppliers', 'bills', 'payments', 'ledger-accounts', 'tax-rates'];

const OAUTH = { auth_type: 'oauth2', oauth_grant_type: 'authorization_code' } as const;

const SCOPES: DataScopes = {
	enabled: true,
	updated_at: '2026-01-15T09:00:00.000Z',
	resources: {
		'accounting.invoices': { id: { read: true, write: false }, total: { read: true, write: true } },
		'accounting.customers': { id: { read: true, write: false }, email: { read: true, write: false } },
	},
};

export const ACCOUNTING = [
	entry({
		...OAUTH,
		unified_api: 'accounting',
		service_id: 'xero',
		name: 'Xero',
		tag_line: 'Online accounting for small businesses.',
		resources: RESOURCES,
		company_id_setting: 'tenant_id',
		application_data_scopes: SCOPES,
		form_fields: [
			field('tenant_id', 'Organisation', 'filtered-select', {
				required: true,
				description: 'The organization whose books are read.',
				options: [
					option('Main organization', '4bfe0fce-0000-4000-8000-00000000a001'),
					option('Holding', '4bfe0fce-0000-4000-8000-00000000a002'),
				],
			}),
			field('default_tax', 'Default tax rate', 'select', {
				options: [option('None', 0), option('Reduced', 9), option('Standard', 21)],
			}),
		],
		configurable_resources: ['invoices'],
		configuration: [
			{
				resource: 'invoices',
				defaults: [
					{
						id: 'account_code',
						target: 'resource',
						options: [option('Sales', 200), option('Interest', 270)],
						value: 200,
					},
				],
			},
		],
		settings: { tenant_id: '4bfe0fce-0000-4000-8000-00000000a001', default_tax: 21 },
	}),
	entry({
		...OAUTH,
		unified_api: 'accounting',
		service_id: 'quickbooks',
		name: 'QuickBooks',
		tag_line: 'Bookkeeping, invoices and payroll.',
		resources: RESOURCES,
		company_id_setting: 'realm_id',
		form_fields: [
			field('realm_id', 'Company', 'text', { disabled: true, description: 'Set when you authorize.' }),
			field('tax_mode', 'Tax mode', 'select', {
				options: [option('Inclusive', 'inclusive'), option('Exclusive', 'exclusive')],
			}),
		],
		settings: { realm_id: '9130350000000001', tax_mode: 'exclusive' },
	}),
	entry({
		...OAUTH,
		unified_api: 'accounting',
		service_id: 'intuit-enterprise-suite',
		name: 'Intuit Enterprise Suite',
		tag_line: 'Multi-entity accounting.',
		resources: RESOURCES,
		company_id_setting: 'realm_id',
		form_fields: [field('realm_id', 'Company', 'text', { disabled: true })],
	}),
	entry({
		unified_api: 'accounting',
		service_id: 'netsuite',
		name: 'NetSuite',
		tag_line: 'Enterprise resource planning.',
		auth_type: 'custom',
		resources: RESOURCES,
		validation_support: true,
		company_id_setting: 'account_id',
		form_fields: [
			field('account_id', 'Account', 'text', { required: true, placeholder: '1234567_SB1' }),
			field('token_id', 'Token ID', 'password', { required: true, sensitive: true }),
			field('token_secret', 'Token secret', 'password', { required: true, sensitive: true }),
			field('subsidiaries', 'Subsidiaries', 'multi-select', {
				description: 'Only records of these subsidiaries are read.',
				options: [option('Netherlands', 1), option('Belgium', 2), option('Denmark', 3)],
			}),
			field('legacy_role', 'Role', 'text', { deprecated: true }),
		],
		configurable_resources: ['bills'],
		configuration: [
			{
				resource: 'bills',
				defaults: [
					{ id: 'location', target: 'resource', options: [option('Head office', 11), option('Warehouse', 12)] },
					{ id: 'approved', target: 'custom_fields', value: true },
				],
			},
		],
		settings: {
			account_id: '7001234',
			token_id: 'fake-token-id-not-a-secret',
			token_secret: 'fake-token-secret-not-a-secret',
			subsidiaries: [1, 3],
			legacy_role: 'integration',
		},
	}),
	entry({
		...OAUTH,
		unified_api: 'accounting',
		service_id: 'exact-online',
		name: 'Exact Online',
		tag_line: 'Accounting for the Benelux.',
		resources: RESOURCES,
		// The application owner has not entered the OAuth client yet.
		integration_state: 'needs_configuration',
		form_fields: [
			field('region', 'Country', 'select', {
				required: true,
				options: [option('Netherlands', 'nl'), option('Belgium', 'be')],
			}),
			field('division', 'Division', 'number', { required: true }),
		],
		settings: { region: 'nl', division: 512_004 },
	}),
];
