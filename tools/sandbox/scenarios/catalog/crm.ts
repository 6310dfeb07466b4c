import { entry, field, group, option } from './build';

const RESOURCES = ['companies', 'contacts', 'leads', 'opportunities', 'users'];

const OAUTH = { auth_type: 'oauth2', oauth_grant_type: 'authorization_code' } as const;

export const CRM = [
	entry({
		...OAUTH,
		unified_api: 'crm',
		service_id: 'salesforce',
		name: 'Salesforce',
		tag_line: 'Accounts, contacts and opportunities for sales teams.',
		resources: RESOURCES,
		form_fields: [
			field('instance_url', 'Instance URL', 'url', {
				required: true,
				placeholder: 'https://eu28.salesforce.com',
				description: 'The address in your browser after you log in.',
			}),
			field('use_sandbox', 'Connect to a sandbox', 'checkbox'),
			field('api_version', 'API version', 'select', {
				disabled: true,
				options: [option('v59', '59.0'), option('v60', '60.0')],
			}),
			field('owner_team', 'Owner team', 'filtered-select', {
				description: 'New records are given to this team.',
				options: [
					group('emea', 'EMEA', [option('Benelux', 101), option('Nordics', 102)]),
					group('amer', 'Americas', [option('North', 201), option('South', 202)]),
				],
			}),
		],
		configurable_resources: ['leads', 'opportunities'],
		resource_schema_support: ['leads', 'opportunities'],
		schema_support: true,
		configuration: [
			{
				resource: 'leads',
				defaults: [
					{
						id: 'LeadSource',
						target: 'custom_fields',
						options: [option('Web', 'web'), option('Partner', 'partner'), option('Trade fair', 'fair')],
						value: 'web',
					},
					{
						id: 'Region__c',
						target: 'custom_fields',
						options: [
							group('emea', 'EMEA', [option('Benelux', 101), option('Nordics', 102)]),
							group('amer', 'Americas', [option('North', 201), option('Channels', ['partner', 'reseller'])]),
						],
					},
				],
			},
			{ resource: 'opportunities', defaults: [{ id: 'Probability', target: 'resource', value: 12.5 }] },
		],
		custom_mappings: [
			{
				id: 'crm+contacts+loyalty_tier',
				label: 'Loyalty tier',
				description: 'Where the loyalty tier of a contact is kept',
				key: 'loyalty_tier',
				required: false,
				custom_field: true,
				example: 'gold',
			},
		],
		settings: { instance_url: 'https://eu28.salesforce.example', api_version: '60.0', owner_team: 102 },
	}),
	entry({
		...OAUTH,
		unified_api: 'crm',
		service_id: 'hubspot',
		name: 'HubSpot',
		tag_line: 'Marketing, sales and service in one customer platform.',
		resources: RESOURCES,
		form_fields: [field('portal_id', 'Portal', 'number', { hidden: true })],
		configurable_resources: ['contacts'],
		configuration: [
			{
				resource: 'contacts',
				defaults: [
					{
						id: 'lifecyclestage',
						target: 'resource',
						options: [option('Lead', 'lead'), option('Customer', 'customer')],
					},
				],
			},
		],
		settings: { portal_id: 440_021 },
	}),
	entry({
		...OAUTH,
		unified_api: 'crm',
		service_id: 'pipedrive',
		name: 'Pipedrive',
		tag_line: 'A sales pipeline for small teams.',
		resources: RESOURCES,
		form_fields: [
			field('instance_url', 'Company domain', 'url', { placeholder: 'https://yourcompany.pipedrive.com' }),
			field('api_key', 'API key (old)', 'password', { deprecated: true, sensitive: true }),
		],
		configurable_resources: ['leads'],
		configuration: [
			{
				resource: 'leads',
				defaults: [
					{
						id: 'ProductInterest',
						target: 'custom_fields',
						options: [
							group('1234', 'General channel', [option('General', 'general'), option('Team', 123)]),
							option('GC5000 series', 'GC5000 series'),
						],
					},
				],
			},
		],
		settings: { instance_url: 'https://sandbox.pipedrive.example' },
	}),
	entry({
		...OAUTH,
		unified_api: 'crm',
		service_id: 'zoho-crm',
		name: 'Zoho CRM',
		tag_line: 'Customer records with regional data centers.',
		resources: RESOURCES,
		form_fields: [
			field('region', 'Data center', 'select', {
				required: true,
				options: [option('Europe', 'eu'), option('United States', 'us'), option('India', 'in')],
			}),
		],
		settings_required_for_authorization: ['region'],
		settings: { region: 'eu' },
	}),
	entry({
		unified_api: 'crm',
		service_id: 'odoo',
		name: 'Odoo',
		tag_line: 'Business applications, self-hosted or online.',
		auth_type: 'basic',
		resources: RESOURCES,
		validation_support: true,
		form_fields: [
			field('url', 'Server', 'url', { required: true, placeholder: 'https://odoo.yourcompany.com' }),
			field('database', 'Database', 'text', { required: true }),
			field('email', 'Login', 'email', { required: true }),
			field('password', 'Password', 'password', { required: true, sensitive: true }),
		],
		settings: {
			url: 'https://odoo.sandbox.example',
			database: 'production',
			email: 'integration@sandbox.example',
			password: 'fake-password-not-a-secret',
		},
	}),
];
