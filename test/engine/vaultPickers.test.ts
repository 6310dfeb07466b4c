import type { IDataObject, INodeListSearchResult, INodeParameters, INodePropertyOptions } from 'n8n-workflow';

import type { Engine } from '../../embedded';
import { startSandbox, type Sandbox } from '../../sandbox';
import { byId, CREDENTIAL, loadEngine } from './support';

let sandbox: Sandbox;
let engine: Engine;
beforeAll(async () => {
	[sandbox, engine] = await Promise.all([startSandbox(), loadEngine()]);
});
beforeEach(() => sandbox.reset());
afterAll(async () => await sandbox.close());

const SALESFORCE = { consumer: byId('test-consumer'), unifiedApi: 'crm', service: byId('salesforce') };

/** The operation that has the picker. */
const OPERATION: Record<string, [resource: string, operation: string]> = {
	searchSettingsResources: ['settings', 'get'],
	searchSchemaResources: ['settings', 'getSchema'],
	searchResources: ['settings', 'getCustomFields'],
	searchTargetFields: ['customMapping', 'get'],
	searchCustomFields: ['customMapping', 'create'],
	searchMigrationTargets: ['connection', 'migrate'],
	getResourceFields: ['settings', 'update'],
};

const load = async <T>(kind: 'listSearch' | 'loadOptions', method: string, parameters: object, args: unknown[] = []): Promise<T> =>
	await engine.loadMethod<T>(
		kind,
		method,
		{ type: engine.type('apideckVault'), credentials: CREDENTIAL },
		{ apideckApi: sandbox.credentials as unknown as IDataObject as never },
		args,
		{ resource: OPERATION[method]![0], operation: OPERATION[method]![1], ...parameters } as INodeParameters,
	);
const search = async (method: string, parameters: object, filter?: string) =>
	(await load<INodeListSearchResult>('listSearch', method, parameters, [filter])).results;
const refusal = async (promise: Promise<unknown>) => await promise.then(() => undefined, (error: Error) => error.message);

describe('resources of a connection', () => {
	it('are those with settings, those with a schema, or all', async () => {
		const settings = await search('searchSettingsResources', SALESFORCE);
		expect(settings).toEqual([{ name: 'Leads', value: 'leads' }, { name: 'Opportunities', value: 'opportunities' }]);
		const workday = { consumer: byId('test-consumer'), unifiedApi: 'hris', service: byId('workday') };
		const [employees, timeOff] = [{ name: 'Employees', value: 'employees' }, { name: 'Time Off Requests', value: 'time-off-requests' }];
		expect(await search('searchSettingsResources', workday)).toEqual([employees, timeOff]);
		expect(await search('searchSchemaResources', workday)).toEqual([employees]);
		expect(await search('searchResources', workday)).toEqual([employees, timeOff]);
	});

	it('are filtered by what is typed', async () => {
		expect(await search('searchResources', SALESFORCE, ' OPP ')).toEqual([{ name: 'Opportunities', value: 'opportunities' }]);
	});

	it('say what to choose first', async () => {
		expect(await refusal(search('searchResources', { unifiedApi: 'crm', service: byId('') }))).toContain("Choose a 'Service' first");
		expect(sandbox.requests).toEqual([]);
	});
});

describe('target fields', () => {
	it('show what they are mapped to', async () => {
		expect(await search('searchTargetFields', SALESFORCE)).toEqual([{ name: 'Loyalty tier – not mapped', value: 'crm+contacts+loyalty_tier' }]);
		const greenhouse = { consumer: byId('quartz-mill-foods'), unifiedApi: 'ats', service: byId('greenhouse') };
		expect(await search('searchTargetFields', greenhouse)).toEqual([
			{ name: 'Source channel – mapped to $.application.source', value: 'ats+applicants+source_channel' },
		]);
		const unmapped = { ...greenhouse, consumer: byId('paper-crane-press') };
		expect((await search('searchTargetFields', unmapped))[0]!.name).toBe('Source channel – not mapped, required');
	});
});

describe('custom fields', () => {
	it('are those of the resource of the target field, by the JSONPath that finds them', async () => {
		const found = await search('searchCustomFields', { ...SALESFORCE, targetField: byId('crm+contacts+loyalty_tier') });
		expect(found).toEqual([
			{ name: "Tier – $.custom_fields[?(@.id=='cf_tier')].value", value: "$.custom_fields[?(@.id=='cf_tier')].value" },
			{ name: "cf_region – $.custom_fields[?(@.id=='cf_region')].value", value: "$.custom_fields[?(@.id=='cf_region')].value" },
		]);
		expect(sandbox.requests[0]!.path).toBe('/vault/connections/crm/salesforce/contacts/custom-fields');
	});

	it('need a target field', async () => {
		for (const targetField of [byId(''), byId('loyalty_tier')]) {
			expect(await refusal(search('searchCustomFields', { ...SALESFORCE, targetField }))).toContain("Choose a 'Target Field' first");
		}
		expect(sandbox.requests).toEqual([]);
	});
});

describe('migration targets', () => {
	it('are those that the connector names', async () => {
		expect(await search('searchMigrationTargets', { service: byId('quickbooks') })).toEqual([
			{ name: 'Intuit Enterprise Suite', value: 'intuit-enterprise-suite' },
		]);
		expect(await search('searchMigrationTargets', { service: byId('hubspot') })).toEqual([]);
		expect(sandbox.requests[0]!.path).toBe('/connector/connectors/quickbooks');
		expect(await refusal(search('searchMigrationTargets', {}))).toContain("Choose a 'Service' first");
	});
});

describe('fields of a resource', () => {
	const fields = async (parameters: object) => await load<INodePropertyOptions[]>('loadOptions', 'getResourceFields', parameters);

	it('are those of its settings, then the custom fields', async () => {
		expect(await fields({ ...SALESFORCE, apiResource: byId('leads') })).toEqual([
			{ name: 'LeadSource', value: 'LeadSource' },
			{ name: 'Region__c', value: 'Region__c' },
			{ name: 'Tier (custom field)', value: 'cf_tier' },
			{ name: 'cf_region (custom field)', value: 'cf_region' },
		]);
	});

	it('are there without custom fields too, and need a resource', async () => {
		sandbox.faults.add({ match: { path: '/vault/connections/*/*/*/custom-fields' }, fault: { status: 422 } });
		expect(await fields({ ...SALESFORCE, apiResource: byId('leads') })).toHaveLength(2);
		expect(await refusal(fields(SALESFORCE))).toContain("Choose an 'API Resource' first");
	});
});
