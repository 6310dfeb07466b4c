import type { DataScopes } from '../../wire';
import { entry, fakeKey, field, group, option } from './build';

const RESOURCES = ['employees', 'departments', 'companies', 'time-off-requests', 'payrolls'];

const SCOPES: DataScopes = { enabled: true, updated_at: '2026-02-01T09:00:00.000Z', resources: '*' };

export const HRIS = [
	entry({
		unified_api: 'hris',
		service_id: 'bamboohr',
		name: 'BambooHR',
		tag_line: 'People data for growing companies.',
		auth_type: 'apiKey',
		resources: RESOURCES,
		validation_support: true,
		application_data_scopes: SCOPES,
		form_fields: [
			field('subdomain', 'Subdomain', 'text', { required: true, prefix: 'https://', suffix: '.bamboohr.com' }),
			field('api_key', 'API key', 'password', { required: true, sensitive: true }),
		],
		custom_mappings: [
			{
				id: 'hris+employees+first_aid_training',
				label: 'First aid training',
				description: null,
				key: 'first_aid_training',
				required: false,
				custom_field: true,
				example: '2026-03-01',
			},
		],
		settings: { subdomain: 'sandbox', api_key: fakeKey('bamboohr') },
	}),
	entry({
		unified_api: 'hris',
		service_id: 'personio',
		name: 'Personio',
		tag_line: 'HR software for small and medium-sized companies.',
		auth_type: 'oauth2',
		oauth_grant_type: 'client_credentials',
		resources: RESOURCES,
		form_fields: [
			field('client_id', 'Client ID', 'text', { required: true }),
			field('client_secret', 'Client secret', 'password', { required: true, sensitive: true }),
		],
		settings_required_for_authorization: ['client_id', 'client_secret'],
		settings: { client_id: 'papi-sandbox', client_secret: 'fake-client-secret-not-a-secret' },
	}),
	entry({
		unified_api: 'hris',
		service_id: 'workday',
		name: 'Workday',
		tag_line: 'Human capital management for large organizations.',
		// A custom connector with a grant, where oauth_grant_type decides and not auth_type.
		auth_type: 'custom',
		oauth_grant_type: 'password',
		resources: RESOURCES,
		schema_support: true,
		resource_schema_support: ['employees'],
		form_fields: [
			field('host', 'Host', 'url', { required: true, placeholder: 'https://wd2-impl-services1.workday.com' }),
			field('tenant', 'Tenant', 'text', { required: true }),
			field('user_name', 'Integration user', 'text', { required: true }),
			field('password', 'Password', 'password', { required: true, sensitive: true }),
			field('contact_email', 'Contact', 'email', { description: 'Told when the password is about to expire.' }),
			field('contact_phone', 'Phone', 'tel', { placeholder: '+31 20 000 0000' }),
			field('notes', 'Notes', 'textarea'),
			field('include_terminated', 'Include former employees', 'checkbox'),
			field('page_size', 'Page size', 'number', { suffix: 'records' }),
			field('hired_after', 'Hired after', 'date'),
			field('sync_time', 'Time of the nightly run', 'time'),
			field('changed_since', 'Changed since', 'datetime'),
			field('worker_types', 'Worker types', 'multi-select', {
				options: [
					group('staff', 'Staff', [option('Permanent', 'permanent'), option('Temporary', 'temporary')]),
					group('other', 'Other', [option('Contractor', 'contractor'), option('Intern', 'intern')]),
				],
			}),
			field('cost_centers', 'Cost centers', 'multi-select', {
				allow_custom_values: true,
				options: [option('Production', 4100), option('Sales', 4200), option('Support', 4300)],
			}),
			field('location', 'Default location', 'filtered-select', {
				allow_custom_values: true,
				options: [option('Antwerp', 'ANR'), option('Bergen', 'BGO')],
			}),
			field('report_format', 'Report format', 'select', {
				options: [option('Simple', 'simple'), option('Advanced', 'advanced')],
			}),
			field('wsdl_version', 'WSDL version', 'text', { disabled: true }),
			field('internal_ref', 'Internal reference', 'text', { hidden: true, required: true }),
			field('legacy_token', 'Token (old)', 'password', { deprecated: true, sensitive: true }),
		],
		settings_required_for_authorization: ['host', 'tenant'],
		configurable_resources: ['employees', 'time-off-requests'],
		configuration: [
			{
				resource: 'employees',
				defaults: [
					{
						id: 'custom_organization',
						target: 'custom_fields',
						options: [
							group('org', 'Organisations', [option('Retail', 'retail'), option('Wholesale', 7)]),
							group('loc', 'Locations', [option('All of Norway', ['BGO', 'OSL'])]),
						],
						value: 'retail',
					},
				],
			},
			{ resource: 'time-off-requests', defaults: [{ id: 'approved_only', target: 'resource', value: false }] },
		],
		settings: {
			host: 'https://workday.sandbox.example',
			tenant: 'sandbox',
			user_name: 'ISU_Apideck',
			password: 'fake-password-not-a-secret',
			contact_email: 'people@sandbox.example',
			include_terminated: false,
			page_size: 200,
			hired_after: '2024-01-01',
			sync_time: '03:30',
			changed_since: '2026-01-01T00:00:00.000Z',
			worker_types: ['permanent', 'temporary'],
			cost_centers: [4100, 4300],
			location: 'BGO',
			report_format: 'simple',
			wsdl_version: '41.0',
		},
	}),
	entry({
		unified_api: 'hris',
		service_id: 'hibob',
		name: 'Hibob',
		tag_line: 'A people platform for modern companies.',
		auth_type: 'basic',
		resources: RESOURCES,
		form_fields: [
			field('service_user_id', 'Service user', 'text', { required: true }),
			field('token', 'Token', 'password', { required: true, sensitive: true }),
		],
		settings: { service_user_id: 'SERVICE-0001', token: 'fake-token-not-a-secret' },
	}),
	entry({
		unified_api: 'hris',
		service_id: 'sap-successfactors',
		name: 'SAP SuccessFactors',
		tag_line: 'Cloud HR for enterprises.',
		auth_type: 'custom',
		resources: RESOURCES,
		// Disabled by the application owner.
		integration_state: 'disabled',
		form_fields: [field('company_id', 'Company', 'text', { required: true })],
		settings: { company_id: 'SFSANDBOX' },
	}),
];
