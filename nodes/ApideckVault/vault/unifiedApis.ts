/** `UnifiedApiId` of vault.yml 10.34.0 without `vault` itself, with the names that Apideck's dashboard shows. */
export const UNIFIED_APIS: ReadonlyArray<{ name: string; value: string }> = [
	{ name: 'Accounting', value: 'accounting' },
	{ name: 'ATS', value: 'ats' },
	{ name: 'Calendar', value: 'calendar' },
	{ name: 'CRM', value: 'crm' },
	{ name: 'CSP', value: 'csp' },
	{ name: 'Customer Support', value: 'customer-support' },
	{ name: 'Data Warehouse', value: 'data-warehouse' },
	{ name: 'E-Commerce', value: 'ecommerce' },
	{ name: 'Email', value: 'email' },
	{ name: 'Email Marketing', value: 'email-marketing' },
	{ name: 'Expense Management', value: 'expense-management' },
	{ name: 'File Storage', value: 'file-storage' },
	{ name: 'Form', value: 'form' },
	{ name: 'HRIS', value: 'hris' },
	{ name: 'Issue Tracking', value: 'issue-tracking' },
	{ name: 'Lead', value: 'lead' },
	{ name: 'Payroll', value: 'payroll' },
	{ name: 'POS', value: 'pos' },
	{ name: 'Procurement', value: 'procurement' },
	{ name: 'Project Management', value: 'project-management' },
	{ name: 'Script', value: 'script' },
	{ name: 'SMS', value: 'sms' },
	{ name: 'Spreadsheet', value: 'spreadsheet' },
	{ name: 'Subscription Analytics', value: 'subscription-analytics' },
	{ name: 'Team Messaging', value: 'team-messaging' },
	{ name: 'Time Registration', value: 'time-registration' },
	{ name: 'Transactional Email', value: 'transactional-email' },
];

/** Whether a value is shaped like a unified API ID; newer ones than the list above are let through to Apideck. */
export function isUnifiedApiId(value: string): boolean {
	return /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(value) && value.length <= 64;
}
