interface ApiResource {
	id: string;
	name: string;
	status: 'live' | 'beta';
}

interface Api {
	id: string;
	type: 'platform' | 'unified';
	name: string;
	description: string;
	status: 'live' | 'beta' | 'development' | 'considering';
	spec_url: string;
	api_reference_url: string;
	postman_collection_id: string | null;
	categories: string[];
	resources: ApiResource[];
	events: string[];
}

const title = (id: string) =>
	id.replace(/(^|-)(\w)/g, (_, dash: string, letter: string) => (dash && ' ') + letter.toUpperCase());

function api(id: string, name: string, status: Api['status'], resources: string[], type: Api['type'] = 'unified'): Api {
	return {
		id,
		type,
		name: `${name} API`,
		description: `${name} data of many services in one shape.`,
		status,
		spec_url: `https://specs.apideck.com/${id}.yml`,
		api_reference_url: `https://developers.apideck.com/apis/${id}/reference`,
		postman_collection_id: null,
		categories: [id],
		resources: resources.map((resource) => ({ id: resource, name: title(resource), status: 'live' })),
		events: resources.map((resource) => `${id}.${resource.replace(/s$/, '')}.updated`),
	};
}

/** The APIs of the sandbox: unified ones and two platform ones, as GET /connector/apis mixes them. */
export const APIS: readonly Api[] = [
	api('crm', 'CRM', 'live', [
		'companies',
		'contacts',
		'leads',
		'opportunities',
		'pipelines',
		'users',
		'notes',
		'activities',
	]),
	api('accounting', 'Accounting', 'live', [
		'invoices',
		'customers',
		'suppliers',
		'bills',
		'payments',
		'ledger-accounts',
		'tax-rates',
	]),
	api('hris', 'HRIS', 'live', ['employees', 'departments', 'companies', 'time-off-requests', 'payrolls']),
	api('ats', 'ATS', 'live', ['jobs', 'applicants', 'applications']),
	api('file-storage', 'File Storage', 'live', ['files', 'folders', 'drives', 'shared-links']),
	api('ecommerce', 'Ecommerce', 'live', ['orders', 'products', 'customers', 'stores']),
	api('issue-tracking', 'Issue Tracking', 'live', ['tickets', 'collections', 'comments']),
	api('sms', 'SMS', 'live', ['messages']),
	api('pos', 'POS', 'beta', ['orders', 'locations', 'items']),
	api('lead', 'Lead', 'beta', ['leads']),
	api('calendar', 'Calendar', 'considering', ['events']),
	api('data-warehouse', 'Data Warehouse', 'development', ['tables']),
	api('vault', 'Vault', 'live', ['connections', 'consumers', 'sessions', 'logs'], 'platform'),
	api('connector', 'Connector', 'live', ['connectors', 'apis'], 'platform'),
];

/** Undefined for an id that is not in the list. */
export const apiOf = (id: string) => APIS.find((entry) => entry.id === id);
