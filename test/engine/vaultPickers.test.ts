import type { IDataObject, INodeListSearchResult, INodeParameters, INodePropertyOptions } from 'n8n-workflow';

import { setUpVault } from './setUp';
import { byId, CREDENTIAL } from './support';

const { sandbox, engine } = setUpVault();

const SALESFORCE = { consumer: byId('test-consumer'), connection: byId('crm+salesforce') };

/** The operation with the parameter. */
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
const rejection = async (promise: Promise<unknown>) => await promise.then(() => undefined, (error: Error) => error.message);

describe('resources of a connection', () => {
	it('are filtered by settings or by schema, or listed all', async () => {
		const settings = await search('searchSettingsResources', SALESFORCE);
		expect(settings).toEqual([{ name: 'Leads', value: 'leads' }, { name: 'Opportunities', value: 'opportunities' }]);
		const workday = { consumer: byId('test-consumer'), connection: byId('hris+workday') };
		const [employees, timeOff] = [{ name: 'Employees', value: 'employees' }, { name: 'Time Off Requests', value: 'time-off-requests' }];
		expect(await search('searchSettingsResources', workday)).toEqual([employees, timeOff]);
		expect(await search('searchSchemaResources', workday)).toEqual([employees]);
		expect(await search('searchResources', workday)).toEqual([employees, timeOff]);
	});

	it('are filtered by the typed text', async () => {
		expect(await search('searchResources', SALESFORCE, ' OPP ')).toEqual([{ name: 'Opportunities', value: 'opportunities' }]);
	});

	it('report what to select first', async () => {
		expect(await rejection(search('searchResources', { connection: byId('') }))).toContain("Select a value for 'Connection' first");
		expect(sandbox.requests).toEqual([]);
	});
});

describe('target fields', () => {
	it('are listed by their label, without their mapping, which n8n would save in the workflow', async () => {
		expect(await search('searchTargetFields', SALESFORCE)).toEqual([{ name: 'Loyalty tier', value: 'crm+contacts+loyalty_tier' }]);
		// Mapped for the first consumer, not mapped for the second.
		for (const consumer of ['quartz-mill-foods', 'paper-crane-press']) {
			const found = await search('searchTargetFields', { consumer: byId(consumer), connection: byId('ats+greenhouse') });
			expect(found).toEqual([{ name: 'Source channel (required)', value: 'ats+applicants+source_channel' }]);
		}
	});
});

describe('custom fields', () => {
	it("belong to the target field's resource and have their JSONPath as value", async () => {
		const found = await search('searchCustomFields', { ...SALESFORCE, targetField: byId('crm+contacts+loyalty_tier') });
		expect(found).toEqual([
			{ name: "Tier – $.custom_fields[?(@.id=='cf_tier')].value", value: "$.custom_fields[?(@.id=='cf_tier')].value" },
			{ name: "cf_region – $.custom_fields[?(@.id=='cf_region')].value", value: "$.custom_fields[?(@.id=='cf_region')].value" },
		]);
		expect(sandbox.requests[0]!.path).toBe('/vault/connections/crm/salesforce/contacts/custom-fields');
	});

	it('require a target field', async () => {
		for (const targetField of [byId(''), byId('loyalty_tier')]) {
			expect(await rejection(search('searchCustomFields', { ...SALESFORCE, targetField }))).toContain("Select a value for 'Target Field' first");
		}
		expect(sandbox.requests).toEqual([]);
	});
});

describe('migration targets', () => {
	it('are read from the connector', async () => {
		expect(await search('searchMigrationTargets', { connection: byId('accounting+quickbooks') })).toEqual([
			{ name: 'Intuit Enterprise Suite', value: 'intuit-enterprise-suite' },
		]);
		expect(await search('searchMigrationTargets', { connection: byId('crm+hubspot') })).toEqual([]);
		expect(sandbox.requests[0]!.path).toBe('/connector/connectors/quickbooks');
		expect(await rejection(search('searchMigrationTargets', {}))).toContain("Select a value for 'Connection' first");
	});
});

describe('fields of a resource', () => {
	const fields = async (parameters: object) => await load<INodePropertyOptions[]>('loadOptions', 'getResourceFields', parameters);

	it('include the fields of its settings, then the custom fields', async () => {
		expect(await fields({ ...SALESFORCE, apiResource: byId('leads') })).toEqual([
			{ name: 'LeadSource', value: 'LeadSource' },
			{ name: 'Region__c', value: 'Region__c' },
			{ name: 'Tier (custom field)', value: 'cf_tier' },
			{ name: 'cf_region (custom field)', value: 'cf_region' },
		]);
	});

	it('are listed without custom fields too, and require a resource', async () => {
		sandbox.faults.add({ match: { path: '/vault/connections/*/*/*/custom-fields' }, fault: { status: 422 } });
		expect(await fields({ ...SALESFORCE, apiResource: byId('leads') })).toHaveLength(2);
		expect(await rejection(fields(SALESFORCE))).toContain("Select a value for 'API Resource' first");
	});
});
