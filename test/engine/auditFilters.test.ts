import type { IDataObject } from 'n8n-workflow';

import type { Engine } from '../../tools/engine';
import { startSandbox, type Sandbox } from '../../tools/sandbox';
import { runAudit } from './auditRun';
import { byId, CONTINUE, loadEngine } from './support';

let sandbox: Sandbox;
let engine: Engine;
beforeAll(async () => {
	[sandbox, engine] = await Promise.all([startSandbox(), loadEngine()]);
});
beforeEach(() => sandbox.reset());
afterAll(async () => await sandbox.close());

/** The one error item of a run that sent nothing. */
async function refusal(parameters: object): Promise<{ message: string; description: string }> {
	const { json, status } = await runAudit(engine, sandbox, parameters, CONTINUE);
	expect([status, json.map((item) => Object.keys(item))]).toEqual(['success', [['error']]]);
	expect(sandbox.requests).toEqual([]);
	return json[0]?.['error'] as unknown as { message: string; description: string };
}

const FIELDS: Array<[collection: string, field: string, label: string]> = [
	['filters', 'services', 'Service Names or IDs'],
	['filters', 'unifiedApis', 'Unified APIs'],
	['filters', 'search', 'Consumer Search'],
	['filters', 'consumerPrefix', 'Consumer ID Starts With'],
	['filters', 'minimumSeverity', 'Minimum Severity'],
	['filters', 'actors', 'Who Must Act'],
];
const NOTHING = ['={{ [] }}', '={{ undefined }}', '={{ null }}', '={{ "" }}', '={{ " " }}', '={{ [" "] }}', '={{ [null] }}', '={{ [[], ""] }}', '={{ ({}) }}', '={{ $json.none }}', '', '  ', []];

describe('an added filter that selects nothing', () => {
	it.each(FIELDS)('is refused before any request: %s.%s', async (collection, field, label) => {
		for (const value of NOTHING) {
			const { message, description } = await refusal({ [collection]: { [field]: value } });
			expect([value, message]).toEqual([value, expect.stringMatching(new RegExp(`^('${label}' is empty|The expression in '${label}' returned no value)$`))]);
			expect(description).toMatch(/remove/);
		}
	}, 120_000);

	it.each(['services', 'unifiedApis'])('is refused before any request: %s of commas only', async (field) => {
		for (const value of ['={{ "," }}', '={{ " , , " }}', '={{ [","] }}']) expect((await refusal({ filters: { [field]: value } })).message).toMatch(/^'.*' (is empty|holds|contains a value)/);
	});

	it('is not the same as no filter, which selects everything', async () => {
		const { findings } = await runAudit(engine, sandbox, { filters: {} });
		expect(findings.length).toBeGreaterThan(20);
	});
});

describe('a filter value without any matching connection', () => {
	it('is named in a hint, although other values matched', async () => {
		const { hints } = await runAudit(engine, sandbox, { filters: { services: 'salesforce, hubspott', unifiedApis: '={{ ["crm", "acounting"] }}' } });
		expect(hints.map(({ message }) => message)).toContain("No connections matched these values under 'Filters': acounting, hubspott. Check the spelling.");
	});

	it.each(["={{ ['salesforce', $json.nope] }}", "={{ [undefined, 'salesforce'] }}"])('is refused when an expression left it out: %s', async (services) => {
		expect((await refusal({ filters: { services } })).message).toMatch(/^Entry [12] of 'Service Names or IDs' has no value/);
	});
});

describe('an invalid service ID', () => {
	it.each([
		['Xero', 'xero'],
		['  XERO', 'xero'],
		['Google Drive', 'google-drive'],
		['["xero"]', 'xero'],
		['“Xero”', 'xero'],
		["'xero'", 'xero'],
		['(xero)', 'xero'],
	])('is refused with the correct ID: %s, %s', async (name, id) => {
		for (const services of [name, `={{ ${JSON.stringify([name])} }}`]) {
			const { message, description } = await refusal({ filters: { services } });
			expect(message).toBe("'Service Names or IDs' contains a value that is not a service ID");
			expect(description).toContain(`Use ${id} instead.`);
		}
	});

	it.each(['Zoho/CRM', 'xero;hubspot', 'é', '../x', 'a b/c', 'x'.repeat(200), '__proto__'])('is refused with an example: %s', async (name) => {
		const { message, description } = await refusal({ filters: { services: `={{ ${JSON.stringify([name])} }}` } });
		expect(message).toBe("'Service Names or IDs' contains a value that is not a service ID");
		expect(description).toMatch(/is not a service ID\. (Use \S+ instead|Service IDs look like hubspot or google-drive)\./);
	});
});

describe('an audit without any connection', () => {
	const HINT = expect.stringContaining('No connections matched the filters, so nothing was checked.') as string;
	const NONE: Array<[string, object]> = [
		['a service that nobody has', { filters: { services: 'xerro' } }],
		['a prefix that nobody has', { filters: { consumerPrefix: 'nobody-' } }],
		['a search that finds nobody', { filters: { search: 'nobody-at-all' } }],
		['a unified API that nobody has', { filters: { unifiedApis: ['pos'] } }],
		['a service that the consumer does not have', { consumerScope: 'one', consumer: byId('redwood-signal'), filters: { services: 'xero' } }],
		['a prefix of blanks and signs', { filters: { consumerPrefix: ' <b>,"' } }],
	];

	it.each(NONE)('adds a hint that nothing was checked: %s', async (_name, parameters) => {
		const { findings, hints, status } = await runAudit(engine, sandbox, parameters);
		expect([status, findings, hints.map(({ message }) => message)]).toEqual(['success', [], [HINT]]);
	});

	it.each(NONE)('creates a report that is no all-clear: %s', async (_name, parameters) => {
		const { items, json } = await runAudit(engine, sandbox, { operation: 'getReport', ...parameters });
		const html = Buffer.from(items[0]?.binary?.['report']?.data ?? '', 'base64').toString('utf8');
		expect(json[0]).toMatchObject({ headline: 'No connections matched the filters', checked: { nothing_matched: true, connections: 0 } });
		expect([(json[0] as IDataObject)['markdown'], html]).toEqual([expect.stringContaining('No connections matched the filters'), expect.stringContaining('No connections matched the filters')]);
		expect(`${String(json[0]?.['markdown'])} ${html}`).not.toMatch(/No action needed|No issues were found/);
	});

	it('reports a consumer that does not exist as a finding, without that hint', async () => {
		const { findings, hints } = await runAudit(engine, sandbox, { consumerScope: 'one', consumer: byId('nobody-here') });
		expect(findings).toEqual([expect.objectContaining({ consumer_id: 'nobody-here', code: 'unreadable' })]);
		expect(hints.map(({ message }) => message)).toEqual([expect.stringContaining('1 consumer could not be read')]);
	});

	it('does not report an application without connections as healthy', async () => {
		sandbox.faults.add({ match: { path: /^\/vault\/consumers$/ }, times: Infinity, fault: { body: { status_code: 200, data: [] } } });
		const { json, hints } = await runAudit(engine, sandbox, { operation: 'getReport' });
		expect([json[0]?.['headline'], hints]).toEqual(['There are no connections to check', []]);
	});
});
