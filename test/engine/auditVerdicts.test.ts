import type { Engine } from '../../tools/engine';
import { RULES } from '../../nodes/ApideckVault/audit/rules/classify';
import { defaultScenario, startSandbox, type Sandbox, type ScenarioFactory } from '../../tools/sandbox';
import { call } from '../tools/sandbox/call';
import { HOUR, line, MINUTE, plainLine, runAudit, type AuditRan } from './auditRun';
import { FAST, loadEngine } from './support';

// Hundreds of requests: on a busy machine they take their time.
jest.setTimeout(180_000);

/** The sandbox's clock stands still, so that deadlines are known to the millisecond. The node's clock goes on, by seconds. */
const START = Date.now();

/** An integration state that this version of the node does not know. */
const paused: ScenarioFactory = (now) => {
	const scenario = defaultScenario(now);
	const pause = (state: string) => state as 'configured';
	return {
		...scenario,
		integrations: scenario.integrations.map((one) =>
			one.service_id === 'career-board' ? { ...one, integration_state: pause('paused') } : one,
		),
	};
};

let sandbox: Sandbox;
let engine: Engine;
beforeAll(async () => {
	[sandbox, engine] = await Promise.all([startSandbox({ scenario: paused, now: () => START }), loadEngine()]);
});
beforeEach(() => sandbox.reset());
afterAll(async () => await sandbox.close());

/** What docs/audit-rules.md says about a connection: consumer, connection, code, severity, actor, deadline after START, words of the reason. */
type Row = [consumer: string, connection: string | null, code: string, severity: string, actor: string, deadline: number | null, words: string];

/** By hand from sandbox/scenarios/default/consumers.ts and docs/audit-rules.md, worst first, then by consumer, API and service. */
const DEFAULT: Row[] = [
	['acct_000917', 'accounting+xero', 'credentials_expiring_soon', 'critical', 'consumer', 20 * HOUR, 'about to delete'],
	['cairo-compass', 'file-storage+google-drive', 'needs_auth', 'critical', 'consumer', null, 'Google Drive has no valid authorization'],
	['copper-lantern-studio', 'crm+hubspot', 'credentials_expiring_soon', 'critical', 'consumer', 5 * HOUR, 'HubSpot refuses to issue new tokens'],
	['ember-and-oak', 'accounting+xero', 'needs_auth', 'critical', 'consumer', null, 'Xero has no valid authorization'],
	['falcon-ridge-clinic', 'hris+bamboohr', 'invalid_credentials', 'critical', 'consumer', null, 'BambooHR rejected the credentials'],
	['markup-in-name', 'crm+salesforce', 'needs_auth', 'critical', 'consumer', null, 'Salesforce has no valid authorization'],
	['northwind-orchards', 'accounting+exact-online', 'integration_needs_configuration', 'critical', 'you', null, 'Exact Online integration is not fully configured'],
	['opal-bay-shipping', 'hris+sap-successfactors', 'integration_disabled', 'critical', 'you', null, 'SAP SuccessFactors integration is disabled'],
	['redwood-signal', 'crm+salesforce', 'revoked', 'critical', 'consumer', null, 'Access to Salesforce was revoked'],
	['silver-birch-dental', 'hris+personio', 'needs_auth', 'critical', 'you', null, 'Personio has no valid authorization'],
	['willow-creek-vets', 'crm+odoo', 'invalid_credentials', 'critical', 'consumer', null, 'Odoo rejected the credentials'],
	['zephyr-couriers', 'file-storage+box', 'revoked', 'critical', 'consumer', null, 'Access to Box was revoked'],

	['Blue Hill & Co / Retail', 'crm+hubspot', 'credentials_expiring', 'warning', 'consumer', 30 * HOUR, 'Apideck will delete the stored credentials'],
	['acct_000918', 'hris+hibob', 'setup_unfinished', 'warning', 'consumer', null, 'Hibob was added on'],
	['driftwood-logistics', 'crm+salesforce', 'credentials_expiring', 'warning', 'consumer', 40 * HOUR, 'Salesforce refuses to issue new tokens'],
	['granite-peak-gyms', 'crm+salesforce', 'missing_settings', 'warning', 'consumer', null, 'is missing required settings: Instance URL.'],
	['harbour-light-hotels', 'accounting+xero', 'needs_consent', 'warning', 'consumer', null, 'data scopes for Xero were extended'],
	['harbour-light-hotels', 'hris+bamboohr', 'needs_consent', 'warning', 'consumer', null, 'has not consented yet'],
	['indigo-tide-games', 'crm+hubspot', 'unconfirmed', 'warning', 'consumer', null, 'HubSpot was not confirmed in time'],
	['kite-and-kettle', 'accounting+quickbooks', 'degraded_for_long', 'warning', 'you', null, 'none has succeeded since'],
	['maple-drift-media', 'crm+pipedrive', 'setup_unfinished', 'warning', 'consumer', null, 'never finished, or its authorization was lost'],
	['markup-in-name', 'accounting+netsuite', 'setup_unfinished', 'warning', 'consumer', null, 'NetSuite was added on'],
	['tidal-forge', 'hris+personio', 'credentials_expiring', 'warning', 'you', 47 * HOUR, 'Personio refuses to issue new tokens'],
	['velvet-anchor', 'crm+hubspot', 'unknown_state', 'warning', 'you', null, '"quarantined"'],
	['willow-creek-vets', 'file-storage+sharepoint', 'missing_settings', 'warning', 'consumer', null, 'is missing required settings: Site.'],
	['zephyr-couriers', 'hris+bamboohr', 'needs_consent', 'warning', 'consumer', null, 'The consumer denied'],

	['indigo-tide-games', 'crm+zoho-crm', 'confirmation_pending', 'info', 'nobody', 20 * MINUTE, 'is waiting for confirmation'],
	['juniper-lane-schools', 'hris+workday', 'degraded', 'info', 'nobody', null, 'failed with a network error'],
	['lumen-valley-energy', 'accounting+netsuite', 'disabled', 'info', 'you', null, 'NetSuite is disabled'],
	['maple-drift-media', 'file-storage+box', 'setup_in_progress', 'info', 'nobody', null, 'setting up Box'],
	['quartz-mill-foods', 'ats+career-board', 'unknown_integration_state', 'info', 'you', null, '"paused"'],
	['rocket-pretzel', 'ats+lever', 'degraded', 'info', 'nobody', null, 'The connection itself is fine'],
	['umber-field-farms', 'accounting+quickbooks', 'refresh_failed_recently', 'info', 'nobody', null, 'a token refresh failed'],
];

/** 68 connections less the findings above. */
const HEALTHY = 68 - DEFAULT.length;

/** What `changeSomeMore` and *Thorough* bring to light in a second run, in the place where each belongs; '' = unchanged. */
const MORE: Array<[change: string, ...Row]> = [
	['new', 'blue-fjord-bakery', 'accounting+xero', 'company_changed', 'critical', 'you', null, 'a different company than in the last run'],
	['new', 'blue-fjord-bakery', 'crm+hubspot', 'invalid_credentials', 'critical', 'consumer', 10 * HOUR, 'rejected the credentials'],
	['new', 'blue-fjord-bakery', 'file-storage+google-drive', 'invalid_credentials', 'critical', 'consumer', null, 'rejected the credentials'],
	['new', 'driftwood-logistics', 'accounting+netsuite', 'credentials_deleted', 'critical', 'consumer', null, 'were due for deletion'],
	['', 'over-plan-company', 'accounting+xero', 'details_unreadable', 'warning', 'you', null, 'plan limit'],
	['', 'over-plan-company', 'crm+hubspot', 'details_unreadable', 'warning', 'you', null, 'plan limit'],
	['', 'paper-crane-press', 'ats+greenhouse', 'required_mapping_missing', 'warning', 'consumer', null, 'missing required field mappings: Source channel'],
	['new', 'silver-birch-dental', 'hris+bamboohr', 'needs_consent', 'warning', 'consumer', null, 'withdrew consent'],
	['new', 'sofia-rose', 'crm+zoho-crm', 'not_callable', 'warning', 'consumer', null, 'its setup must be completed'],
	['new', 'test-consumer', 'crm+pipedrive', 'unknown_health', 'warning', 'you', null, '"feverish"'],
	['new', 'tokyo-lantern', 'accounting+xero', 'refresh_failing', 'warning', 'apideck', null, 'The credentials are kept'],
	['disappeared', 'rocket-pretzel', 'crm+hubspot', 'disappeared', 'info', 'you', null, 'HubSpot is no longer among'],
];

function changeSomeMore() {
	const set = (consumerId: string, connection: string, change: object) => {
		const [unifiedApi = '', serviceId = ''] = connection.split('+');
		sandbox.vault.set({ consumerId, unifiedApi, serviceId }, change);
	};
	set('blue-fjord-bakery', 'accounting+xero', { settings: { tenant_id: '4bfe0fce-0000-4000-8000-00000000a002' } });
	set('blue-fjord-bakery', 'crm+hubspot', { state: 'invalid', health: 'pending_refresh', credentials_expire_at: START + 10 * HOUR });
	set('blue-fjord-bakery', 'file-storage+google-drive', { state: 'invalid', health: 'ok' });
	// In the sandbox's standing time not yet over, for the node it is.
	set('driftwood-logistics', 'accounting+netsuite', { health: 'pending_refresh', credentials_expire_at: START + 1 });
	set('silver-birch-dental', 'hris+bamboohr', { consent_state: 'revoked' });
	set('sofia-rose', 'crm+zoho-crm', { state: 'authorized', health: 'ok' });
	set('test-consumer', 'crm+pipedrive', { health: 'feverish' });
	set('tokyo-lantern', 'accounting+xero', { health: 'pending_refresh', last_refresh_failed_at: START - HOUR });
}

const SEVERITIES = ['critical', 'warning', 'info', 'ok'];

const CODES = RULES.map(({ code }) => code);

/** The order that findings have: by severity, deadline, rule and IDs. */
function inOrder(rows: Row[]): Row[] {
	const key = ([consumer, connection, code, severity, , deadline]: Row) => [
		SEVERITIES.indexOf(severity),
		deadline ?? Infinity,
		CODES.includes(code) ? CODES.indexOf(code) : Infinity,
		consumer,
		...(connection ?? '+').split('+'),
	];
	return [...rows].sort((a, b) => {
		const [left, right] = [key(a), key(b)];
		const place = left.findIndex((part, index) => part !== right[index]);
		return place >= 0 && (left[place] ?? '') < (right[place] ?? '') ? -1 : 1;
	});
}

function expectRows({ findings, status }: AuditRan, unsorted: Row[]) {
	const rows = inOrder(unsorted);
	expect(status).toBe('success');
	expect(findings.map(plainLine)).toEqual(rows.map(([consumer, connection, code]) => [consumer, connection, code].filter(Boolean).join(' ')));
	findings.forEach((finding, index) => {
		const [, , , severity, actor, deadline, words] = rows[index]!;
		expect(finding).toMatchObject({ severity, actor, deadline: deadline === null ? null : new Date(START + deadline).toISOString() });
		expect(finding.reason).toContain(words);
		expect(finding.remedy).not.toBe('');
	});
}

describe('the verdicts of an audit', () => {
	it('match the default scenario exactly, most severe first', async () => {
		const ran = await runAudit(engine, sandbox);
		expectRows(ran, DEFAULT);
		expect(new Set(ran.findings.map(({ change }) => change))).toEqual(new Set([undefined]));
		expect(ran.items.map(({ pairedItem }) => pairedItem)).toEqual(DEFAULT.map(() => ({ item: 0 })));
	});

	it('fill every field of a finding, with the best available name of the consumer', async () => {
		const { findings } = await runAudit(engine, sandbox);
		expect(findings.find(({ consumer_id: id }) => id === 'copper-lantern-studio')).toEqual({
			consumer_id: 'copper-lantern-studio',
			consumer_name: 'Copper Lantern Studio',
			connection: 'crm+hubspot',
			unified_api: 'crm',
			service_id: 'hubspot',
			connection_name: 'HubSpot',
			state: 'callable',
			health: 'pending_refresh',
			enabled: true,
			severity: 'critical',
			code: 'credentials_expiring_soon',
			reason: 'HubSpot refuses to issue new tokens, and Apideck is about to delete the stored credentials.',
			remedy: 'Send the consumer a Hosted Vault link to authorize it again.',
			actor: 'consumer',
			deadline: new Date(START + 5 * HOUR).toISOString(),
		});
		const nameOf = (consumer: string) => findings.find(({ consumer_id: id }) => id === consumer)?.consumer_name;
		expect(['acct_000917', 'acct_000918', 'markup-in-name', 'rocket-pretzel', 'cairo-compass'].map(nameOf)).toEqual([
			null,
			'it@acct-918.example',
			'<img src=x onerror=alert(1)>',
			'🚀🥨 Rocket Pretzel',
			'بوصلة القاهرة',
		]);
		expect(findings.find(({ service_id: id }) => id === 'odoo')?.remedy).toContain('username and password');
		expect(findings.find(({ service_id: id }) => id === 'bamboohr')?.remedy).toContain('a new API key');
		expect(findings.find(({ code, actor }) => code === 'needs_auth' && actor === 'you')?.remedy).toContain('Request Access Token');
	});

	it('include every code, compared with the last run', async () => {
		const thorough = { options: { ...FAST, thorough: true } };
		const { staticData } = await runAudit(engine, sandbox, thorough);
		changeSomeMore();
		await call(sandbox, 'DELETE', '/vault/connections/crm/hubspot', { consumerId: 'rocket-pretzel' });
		const ran = await runAudit(engine, sandbox, thorough, { staticData });
		expectRows(ran, [...DEFAULT, ...MORE.map(([, ...row]): Row => row)]);
		expect(ran.findings.filter(({ change }) => change).map(line).sort()).toEqual(
			MORE.filter(([change]) => change).map(([change, consumer, connection, code]) => `${change} ${consumer} ${connection} ${code}`).sort(),
		);

		const given = [...DEFAULT.map(([, , code]) => code), ...MORE.map(([, , , code]) => code), 'healthy'];
		// What was never added is not reported, not even among the healthy ones.
		const known = [...RULES.map(({ code }) => code).filter((code) => code !== 'not_added'), 'details_unreadable', 'disappeared'];
		expect(new Set(given)).toEqual(new Set(known));
	});

	it('include healthy connections at the end on request', async () => {
		const { findings } = await runAudit(engine, sandbox, { options: { ...FAST, includeHealthy: true } });
		expect(findings).toHaveLength(68);
		expect(findings.slice(0, DEFAULT.length).map(plainLine)).toEqual(inOrder(DEFAULT).map(([consumer, connection, code]) => `${consumer} ${connection} ${code}`));
		const healthy = findings.slice(DEFAULT.length);
		expect(healthy).toHaveLength(HEALTHY);
		expect(new Set(healthy.map(({ code, severity, actor, change }) => `${code} ${severity} ${actor} ${change}`))).toEqual(
			new Set(['healthy ok nobody undefined']),
		);
	});
});

describe('thresholds', () => {
	const codesWith = async (values: object, more: object = {}) => {
		const { findings } = await runAudit(engine, sandbox, { options: { ...FAST, thresholds: { values }, ...more } });
		return Object.fromEntries(findings.map((finding) => [`${finding.consumer_id} ${finding.service_id}`, `${finding.severity} ${finding.code}`]));
	};

	it('can make verdicts less severe', async () => {
		const codes = await codesWith({ purgeCriticalHours: 6, unfinishedDays: 60, degradedHours: 100, refreshFailureHours: 1 });
		expect(codes).toMatchObject({
			'acct_000917 xero': 'warning credentials_expiring',
			'copper-lantern-studio hubspot': 'critical credentials_expiring_soon',
			'maple-drift-media pipedrive': 'info setup_in_progress',
			'kite-and-kettle quickbooks': 'info degraded',
		});
		expect(codes).not.toHaveProperty(['umber-field-farms quickbooks']);
	});

	it('can make verdicts more severe', async () => {
		expect(await codesWith({ purgeCriticalHours: 48, unfinishedDays: 0, degradedHours: 0, confirmationMinutes: 5 })).toMatchObject({
			'driftwood-logistics salesforce': 'critical credentials_expiring_soon',
			'Blue Hill & Co / Retail hubspot': 'critical credentials_expiring_soon',
			'maple-drift-media box': 'warning setup_unfinished',
			'rocket-pretzel lever': 'warning degraded_for_long',
			'indigo-tide-games zoho-crm': 'warning unconfirmed',
		});
	});

	it('move the confirmation deadline', async () => {
		const { findings } = await runAudit(engine, sandbox, { options: { ...FAST, thresholds: { values: { confirmationMinutes: 300 } } }, filters: { search: 'indigo' } });
		expect(findings.map(({ code, service_id, deadline }) => [code, service_id, deadline])).toEqual([
			['confirmation_pending', 'hubspot', new Date(START + 60 * MINUTE).toISOString()],
			['confirmation_pending', 'zoho-crm', new Date(START + 290 * MINUTE).toISOString()],
		]);
	});

	it('accept text from an expression, and the default replaces an empty value', async () => {
		const codes = await codesWith({ purgeCriticalHours: '={{ "6" }}', unfinishedDays: '={{ "" }}' }, { includeHealthy: '={{ "false" }}' });
		expect(codes).toMatchObject({ 'acct_000917 xero': 'warning credentials_expiring', 'maple-drift-media box': 'info setup_in_progress' });
		expect(Object.keys(codes)).toHaveLength(DEFAULT.length);
	});
});
