/** All event types of a connection (OpenAPI 10.34.0, VaultEventType) without the wildcard. */
export const VAULT_EVENTS = [
	'vault.connection.created',
	'vault.connection.updated',
	'vault.connection.disabled',
	'vault.connection.deleted',
	'vault.connection.callable',
	'vault.connection.revoked',
	'vault.connection.migrated',
	'vault.connection.token_refresh.failed',
	'vault.connection.token_refresh.pending',
	'vault.connection.token_refresh.recovered',
	'vault.connection.downstream.degraded',
	'vault.connection.downstream.recovered',
] as const;

export type VaultEventType = (typeof VAULT_EVENTS)[number];

/** The wildcard that a subscription may use instead of a list. */
export const EVERY_EVENT = '*';

/** The type of the signed call that checks a delivery URL; It is not an event and cannot be subscribed to. */
export const VALIDATION_TYPE = 'apideck.subscription.created';

/** The ids that `unified_api` of a subscription may have (OpenAPI 10.34.0, UnifiedApiId). */
export const UNIFIED_API_IDS = [
	...['accounting', 'ats', 'calendar', 'crm', 'csp', 'customer-support', 'ecommerce', 'email', 'email-marketing'],
	...['expense-management', 'file-storage', 'form', 'hris', 'lead', 'payroll', 'pos', 'procurement'],
	...['project-management', 'script', 'sms', 'spreadsheet', 'subscription-analytics', 'team-messaging'],
	...['issue-tracking', 'time-registration', 'transactional-email', 'vault', 'data-warehouse'],
];
