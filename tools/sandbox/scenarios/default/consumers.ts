import type { ConsumerMetadata } from '../../wire';
import {
	consent,
	degradedSince,
	disabled,
	inCooldown,
	mapped,
	missingSettings,
	needsAuth,
	neverFinished,
	purgedIn,
	quarantined,
	refreshFailedLately,
	rejected,
	revoked,
	unconfirmed,
	works,
	worksWithCompany,
	type SeedFactory,
} from './connectionSeeds';

export interface DefaultConsumer {
	id: string;
	metadata: ConsumerMetadata;
	overPlan?: boolean;
	connections: Record<string, SeedFactory>;
}

const named = (id: string, accountName: string, connections: DefaultConsumer['connections']): DefaultConsumer => ({
	id,
	metadata: { account_name: accountName, email: `ops@${id}.example` },
	connections,
});

const SOURCE = mapped('ats+applicants+source_channel', '$.application.source');
const XERO_DEFAULTS = { default_tax: 21 };

/**
 * The consumers of the default scenario; every company is fictional. The order is the order of the consumers list.
 */
export const DEFAULT_CONSUMERS: DefaultConsumer[] = [
	named('test-consumer', 'Sandbox Trial Company', {
		'crm+pipedrive': works,
		'crm+salesforce': works,
		'hris+workday': works,
		'accounting+netsuite': works,
	}),
	named('blue-fjord-bakery', 'Blue Fjord Bakery', {
		'accounting+xero': worksWithCompany(
			'Blue Fjord Bakery AS',
			'tenant_id',
			'4bfe0fce-0000-4000-8000-00000000a001',
			XERO_DEFAULTS,
		),
		'crm+hubspot': works,
		'file-storage+google-drive': works,
	}),
	named('copper-lantern-studio', 'Copper Lantern Studio', {
		'crm+hubspot': purgedIn(5),
		'accounting+quickbooks': works,
	}),
	named('driftwood-logistics', 'Driftwood Logistics', { 'crm+salesforce': purgedIn(40), 'accounting+netsuite': works }),
	named('ember-and-oak', 'Ember & Oak Furniture', { 'accounting+xero': needsAuth, 'crm+pipedrive': works }),
	named('falcon-ridge-clinic', 'Falcon Ridge Clinic', { 'hris+bamboohr': rejected, 'file-storage+box': works }),
	named('granite-peak-gyms', 'Granite Peak Gyms', { 'crm+salesforce': missingSettings, 'hris+personio': works }),
	named('harbour-light-hotels', 'Harbour Light Hotels', {
		'hris+bamboohr': consent('pending'),
		'accounting+xero': consent('requires_reconsent'),
		'hris+hibob': works,
	}),
	named('indigo-tide-games', 'Indigo Tide Games', { 'crm+zoho-crm': unconfirmed(10), 'crm+hubspot': unconfirmed(240) }),
	named('juniper-lane-schools', 'Juniper Lane Schools', {
		'hris+workday': degradedSince(1),
		'file-storage+google-drive': works,
	}),
	named('kite-and-kettle', 'Kite & Kettle Tea', { 'accounting+quickbooks': degradedSince(72), 'crm+pipedrive': works }),
	named('lumen-valley-energy', 'Lumen Valley Energy', { 'accounting+netsuite': disabled, 'crm+salesforce': works }),
	named('maple-drift-media', 'Maple Drift Media', {
		'crm+pipedrive': neverFinished(45),
		'file-storage+box': neverFinished(1),
	}),
	named('northwind-orchards', 'Northwind Orchards', { 'accounting+exact-online': works, 'crm+hubspot': works }),
	named('opal-bay-shipping', 'Opal Bay Shipping', { 'hris+sap-successfactors': works, 'accounting+xero': works }),
	named('paper-crane-press', 'Paper Crane Press', { 'ats+greenhouse': works, 'ats+lever': works }),
	named('quartz-mill-foods', 'Quartz Mill Foods', { 'ats+greenhouse': SOURCE, 'ats+career-board': works }),
	named('redwood-signal', 'Redwood Signal', { 'crm+salesforce': revoked, 'crm+hubspot': works }),
	named('silver-birch-dental', 'Silver Birch Dental', { 'hris+personio': needsAuth, 'hris+bamboohr': works }),
	named('tidal-forge', 'Tidal Forge', { 'hris+personio': inCooldown, 'crm+odoo': works }),
	named('umber-field-farms', 'Umber Field Farms', { 'accounting+quickbooks': refreshFailedLately }),
	named('velvet-anchor', 'Velvet Anchor Events', { 'crm+hubspot': quarantined, 'file-storage+sharepoint': works }),
	named('willow-creek-vets', 'Willow Creek Vets', { 'file-storage+sharepoint': missingSettings, 'crm+odoo': rejected }),
	named('xylo-instruments', 'Xylo Instruments', {}),
	named('yarrow-and-sons', 'Yarrow & Sons Plumbing', {}),
	named('zephyr-couriers', 'Zephyr Couriers', { 'hris+bamboohr': consent('denied'), 'file-storage+box': revoked }),
	{
		...named('over-plan-company', 'Meridian Overflow', { 'crm+hubspot': works, 'accounting+xero': works }),
		overPlan: true,
	},
	// Without account_name, lists of consumers must show the ID.
	{ id: 'acct_000917', metadata: {}, connections: { 'crm+pipedrive': works, 'accounting+xero': purgedIn(20) } },
	{ id: 'acct_000918', metadata: { email: 'it@acct-918.example' }, connections: { 'hris+hibob': missingSettings } },
	{
		id: 'tokyo-lantern',
		metadata: { account_name: '東京ランタン株式会社' },
		connections: { 'accounting+xero': works, 'crm+salesforce': works },
	},
	{ id: 'sofia-rose', metadata: { account_name: 'Българска роза ООД' }, connections: { 'crm+zoho-crm': works } },
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
