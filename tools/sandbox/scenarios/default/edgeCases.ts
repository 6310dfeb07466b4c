import type { SeededConsumer } from './companies';
import { degradedSince, missingSettings, needsAuth, purgedIn, works } from './connectionSeeds';

/** Consumers for tests only: markup and other scripts in names, IDs that need escaping, missing names, a consumer over its plan limit. */
export const EDGE_CASES: SeededConsumer[] = [
	{
		id: 'over-plan-company',
		metadata: { account_name: 'Meridian Overflow', email: 'ops@over-plan-company.example' },
		overPlan: true,
		connections: { 'crm+hubspot': works, 'accounting+xero': works },
	},
	// Without account_name, lists of consumers must show the ID.
	{ id: 'acct_000917', metadata: {}, connections: { 'crm+pipedrive': works, 'accounting+xero': purgedIn(20) } },
	{ id: 'acct_000918', metadata: { email: 'it@acct-918.example' }, connections: { 'hris+hibob': missingSettings } },
	{
		id: 'cairo-compass',
		metadata: { account_name: 'بوصلة القاهرة' },
		connections: { 'file-storage+google-drive': needsAuth },
	},
	{
		id: 'rocket-pretzel',
		metadata: { account_name: '🚀🥨 Rocket Pretzel' },
		connections: { 'crm+hubspot': works, 'ats+lever': degradedSince(3) },
	},
	{
		id: 'markup-in-name',
		metadata: {
			account_name: '<img src=x onerror=alert(1)>',
			user_name: '"><script>alert(2)</script>',
			email: 'xss@sandbox.example',
		},
		connections: { 'crm+salesforce': needsAuth, 'accounting+netsuite': missingSettings },
	},
	{
		id: 'Blue Hill & Co / Retail',
		metadata: { account_name: 'Blue Hill & Co (retail)' },
		connections: { 'crm+pipedrive': works, 'crm+hubspot': purgedIn(30) },
	},
	{ id: 'café-zürich', metadata: { account_name: 'Café Zürich' }, connections: { 'accounting+quickbooks': works } },
	{ id: 'お店-7', metadata: { account_name: 'お店 7' }, connections: { 'file-storage+box': works } },
];
