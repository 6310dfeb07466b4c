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

export interface SeededConsumer {
	id: string;
	metadata: ConsumerMetadata;
	/** The name of a person, in the demo only. Without it, texts name the company. */
	contact?: string;
	overPlan?: boolean;
	connections: Record<string, SeedFactory>;
}

const company = (id: string, accountName: string, contact: string, connections: SeededConsumer['connections']): SeededConsumer => ({
	id,
	metadata: { account_name: accountName, email: `ops@${id}.example` },
	contact,
	connections,
});

const SOURCE = mapped('ats+applicants+source_channel', '$.application.source');
const XERO_DEFAULTS = { default_tax: 21 };

/** The customers of a business that uses Apideck. All companies and people are fictional. */
export const COMPANIES: SeededConsumer[] = [
	company('test-consumer', 'Acorn Street Software', 'Nora Whitfield', {
		'crm+pipedrive': works,
		'crm+salesforce': works,
		'hris+workday': works,
		'accounting+netsuite': works,
	}),
	company('blue-fjord-bakery', 'Blue Fjord Bakery', 'Ingrid Solheim', {
		'accounting+xero': worksWithCompany(
			'Blue Fjord Bakery AS',
			'tenant_id',
			'4bfe0fce-0000-4000-8000-00000000a001',
			XERO_DEFAULTS,
		),
		'crm+hubspot': works,
		'file-storage+google-drive': works,
	}),
	company('copper-lantern-studio', 'Copper Lantern Studio', 'Daniel Okafor', {
		'crm+hubspot': purgedIn(5),
		'accounting+quickbooks': works,
	}),
	company('driftwood-logistics', 'Driftwood Logistics', 'Maria Kessler', { 'crm+salesforce': purgedIn(40), 'accounting+netsuite': works }),
	company('ember-and-oak', 'Ember & Oak Furniture', 'Thomas Reyes', { 'accounting+xero': needsAuth, 'crm+pipedrive': works }),
	company('falcon-ridge-clinic', 'Falcon Ridge Clinic', 'Priya Raman', { 'hris+bamboohr': rejected, 'file-storage+box': works }),
	company('granite-peak-gyms', 'Granite Peak Gyms', 'Jonas Lindqvist', { 'crm+salesforce': missingSettings, 'hris+personio': works }),
	company('harbour-light-hotels', 'Harbour Light Hotels', 'Claire Beaumont', {
		'hris+bamboohr': consent('pending'),
		'accounting+xero': consent('requires_reconsent'),
		'hris+hibob': works,
	}),
	company('indigo-tide-games', 'Indigo Tide Games', 'Kenji Mori', { 'crm+zoho-crm': unconfirmed(10), 'crm+hubspot': unconfirmed(240) }),
	company('juniper-lane-schools', 'Juniper Lane Schools', 'Hannah Doyle', {
		'hris+workday': degradedSince(1),
		'file-storage+google-drive': works,
	}),
	company('kite-and-kettle', 'Kite & Kettle Tea', 'Oliver Grant', { 'accounting+quickbooks': degradedSince(72), 'crm+pipedrive': works }),
	company('lumen-valley-energy', 'Lumen Valley Energy', 'Sofia Marchetti', { 'accounting+netsuite': disabled, 'crm+salesforce': works }),
	company('maple-drift-media', 'Maple Drift Media', 'Lucas Tremblay', {
		'crm+pipedrive': neverFinished(45),
		'file-storage+box': neverFinished(1),
	}),
	company('northwind-orchards', 'Northwind Orchards', 'Emma Caldwell', { 'accounting+exact-online': works, 'crm+hubspot': works }),
	company('opal-bay-shipping', 'Opal Bay Shipping', 'Mateus Ferreira', { 'hris+sap-successfactors': works, 'accounting+xero': works }),
	company('paper-crane-press', 'Paper Crane Press', 'Grace Holloway', { 'ats+greenhouse': works, 'ats+lever': works }),
	company('quartz-mill-foods', 'Quartz Mill Foods', 'Pieter de Vries', { 'ats+greenhouse': SOURCE, 'ats+career-board': works }),
	company('redwood-signal', 'Redwood Signal', 'Alicia Navarro', { 'crm+salesforce': revoked, 'crm+hubspot': works }),
	company('silver-birch-dental', 'Silver Birch Dental', 'Erik Nyman', { 'hris+personio': needsAuth, 'hris+bamboohr': works }),
	company('tidal-forge', 'Tidal Forge', 'Rachel Stone', { 'hris+personio': inCooldown, 'crm+odoo': works }),
	company('umber-field-farms', 'Umber Field Farms', 'William Hayes', { 'accounting+quickbooks': refreshFailedLately }),
	company('velvet-anchor', 'Velvet Anchor Events', 'Camille Laurent', { 'crm+hubspot': quarantined, 'file-storage+sharepoint': works }),
	company('willow-creek-vets', 'Willow Creek Vets', 'Samuel Brooks', { 'file-storage+sharepoint': missingSettings, 'crm+odoo': rejected }),
	company('xylo-instruments', 'Xylo Instruments', 'Anna Kowalska', {}),
	company('yarrow-and-sons', 'Yarrow & Sons Plumbing', 'George Yarrow', {}),
	company('zephyr-couriers', 'Zephyr Couriers', 'Leila Haddad', { 'hris+bamboohr': consent('denied'), 'file-storage+box': revoked }),
	{
		id: 'tokyo-lantern',
		metadata: { account_name: '東京ランタン株式会社' },
		connections: { 'accounting+xero': works, 'crm+salesforce': works },
	},
	{ id: 'sofia-rose', metadata: { account_name: 'Българска роза ООД' }, connections: { 'crm+zoho-crm': works } },
];
