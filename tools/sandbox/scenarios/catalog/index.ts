import type { Connector } from '../../wire';
import { ACCOUNTING } from './accounting';
import type { CatalogEntry } from './build';
import { CRM } from './crm';
import { FILES_AND_HIRING } from './filesAndHiring';
import { HRIS } from './hris';

/** The enabled integrations of the sandbox's application: 21 services over 5 unified APIs. */
export const CATALOG: readonly CatalogEntry[] = [...CRM, ...ACCOUNTING, ...HRIS, ...FILES_AND_HIRING];

/** Finds an entry by `unified_api+service_id`. Throws for an unknown pair, which is an error in a scenario. */
export function catalogEntry(key: string): CatalogEntry {
	const found = CATALOG.find(({ integration }) => `${integration.unified_api}+${integration.service_id}` === key);
	if (!found) throw new Error(`No such integration in the sandbox catalog: ${key}`);
	return found;
}

const MIGRATION_TARGETS: Record<string, string[]> = {
	quickbooks: ['intuit-enterprise-suite'],
	'intuit-enterprise-suite': ['quickbooks'],
};

/** Connectors that exist at Apideck but are not enabled for the application. */
const NOT_INTEGRATED: Array<[api: string, serviceId: string, name: string, status: Connector['status']]> = [
	['crm', 'activecampaign', 'ActiveCampaign', 'live'],
	['crm', 'close', 'Close', 'live'],
	['crm', 'copper', 'Copper', 'live'],
	['crm', 'freshsales', 'Freshworks CRM', 'beta'],
	['crm', 'teamleader', 'Teamleader', 'live'],
	['accounting', 'freshbooks', 'FreshBooks', 'live'],
	['accounting', 'freeagent', 'FreeAgent', 'beta'],
	['accounting', 'moneybird', 'Moneybird', 'live'],
	['accounting', 'myob', 'MYOB', 'live'],
	['accounting', 'wave', 'Wave', 'considering'],
	['hris', 'factorialhr', 'Factorial', 'live'],
	['hris', 'rippling', 'Rippling', 'early-access'],
	['hris', 'zenefits', 'Zenefits', 'development'],
	['file-storage', 'dropbox', 'Dropbox', 'live'],
	['file-storage', 'onedrive', 'OneDrive', 'live'],
	['ats', 'recruitee', 'Recruitee', 'live'],
	['ats', 'teamtailor', 'Teamtailor', 'beta'],
	['ecommerce', 'shopify', 'Shopify', 'live'],
	['issue-tracking', 'jira', 'Jira', 'live'],
	['sms', 'twilio', 'Twilio', 'live'],
];

/** The connector catalog: integrated connectors first. */
export const CONNECTORS: readonly Connector[] = [
	...CATALOG.map(({ integration, resources }): Connector => {
		const targets = MIGRATION_TARGETS[integration.service_id];
		return {
			service_id: integration.service_id,
			name: integration.name,
			status: 'live',
			auth_type: integration.auth_type,
			...(integration.oauth_grant_type && { oauth_grant_type: integration.oauth_grant_type }),
			unified_apis: [integration.unified_api],
			resources,
			settings: integration.form_fields
				.filter(({ hidden, deprecated }) => !hidden && !deprecated)
				.map(({ id, label, type }) => ({ id, label, type })),
			...(targets && { migration_targets: targets }),
		};
	}),
	...NOT_INTEGRATED.map(
		([api, serviceId, name, status]): Connector => ({
			service_id: serviceId,
			name,
			status,
			auth_type: 'oauth2',
			oauth_grant_type: 'authorization_code',
			unified_apis: [api],
			resources: [],
			settings: [],
		}),
	),
];
