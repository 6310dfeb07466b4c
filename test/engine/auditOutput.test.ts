import type { IDataObject } from 'n8n-workflow';

import { findingOutput } from '../../nodes/ApideckVault/actions/outputs';
import { FIXTURES } from '../operations';
import { byId } from './byId';
import { runAudit } from './auditRun';
import { setUpVault } from './setUp';
import { FAST } from './support';

const { sandbox, engine } = setUpVault();

const SIMPLIFIED = ['severity', 'consumer_id', 'consumer_name', 'connection', 'reason', 'remedy', 'actor', 'deadline', 'code'];
const LINKS = { options: { ...FAST, includeLink: true } };
const BROKEN = { consumerScope: 'one', consumer: byId('redwood-signal') };

async function findings(parameters: object): Promise<IDataObject[]> {
	const { json, status } = await runAudit(engine, sandbox, parameters);
	expect(status).toBe('success');
	return json;
}

describe('the output of Get Findings', () => {
	it('has ten simplified fields with the most important ones first', async () => {
		const json = await findings({ output: 'simplified', return: 'changes' });
		expect(json.length).toBeGreaterThan(20);
		for (const finding of json) expect(Object.keys(finding)).toEqual(['severity', 'change', ...SIMPLIFIED.slice(1)]);
		expect(Object.keys((await findings({ output: 'simplified', ...BROKEN }))[0]!)).toEqual(SIMPLIFIED);
	});

	it('names the connection, or has null if the consumer could not be read', async () => {
		expect(await findings({ output: 'simplified', ...BROKEN })).toMatchObject([{ connection: 'crm+salesforce', code: 'revoked' }]);
		expect(await findings({ output: 'simplified', ...BROKEN, consumer: byId('nobody-here') })).toMatchObject([{ connection: null, code: 'unreadable' }]);
	});

	it.each(['simplified', 'raw'])('adds the fields of the link to %s findings only if it was requested', async (output) => {
		const [plain] = await findings({ output, ...BROKEN });
		expect(Object.keys(plain!).filter((field) => field.startsWith('reauthorize'))).toEqual([]);
		const [linked] = await findings({ output, ...BROKEN, ...LINKS });
		expect(Object.keys(linked!)).toEqual([...Object.keys(plain!), 'reauthorize_url', 'reauthorize_url_expires_at']);
		expect(linked!['reauthorize_url']).toMatch(/[?&]jwt=[\w.-]{20,}/);
	});

	it('has all simplified fields and those of the connection in raw findings', async () => {
		const [finding] = await findings({ output: 'raw', ...BROKEN });
		expect(Object.keys(finding!).sort()).toEqual([...SIMPLIFIED, 'connection_name', 'enabled', 'health', 'service_id', 'state', 'unified_api'].sort());
	});

	it('has the selected fields after the IDs, and does not mask a selected link', async () => {
		const [finding] = await findings({ output: 'selected', fields: ['state', 'reauthorize_url'], ...BROKEN, ...LINKS });
		expect(finding).toEqual({ consumer_id: 'redwood-signal', connection: 'crm+salesforce', state: 'added', reauthorize_url: expect.stringMatching(/[?&]jwt=[\w.-]{20,}/) as string });
	});

	it('offers every field that a finding can have', async () => {
		const offered = (findingOutput.params['fields']!.property.options as Array<{ value: string }>).map(({ value }) => value);
		const all = [await findings({ output: 'raw', ...LINKS, return: 'changes' }), await findings({ output: 'raw', ...BROKEN, consumer: byId('nobody-here') })].flat();
		const present = new Set(all.flatMap((finding) => Object.keys(finding)));
		expect([...present].filter((field) => !offered.includes(field))).toEqual([]);
	});
});

describe('the output of Get Report', () => {
	const FIELDS = ['headline', 'read_at', 'severities', 'changes', 'checked', 'not_read', 'breakdown', 'previous_run', 'markdown'];

	it.each<[string, string[]]>([
		['raw', FIELDS],
		['simplified', FIELDS.filter((field) => field !== 'breakdown')],
	])('has at most ten %s fields, and the HTML file', async (output, fields) => {
		const { items } = await runAudit(engine, sandbox, { operation: 'getReport', output });
		expect([Object.keys(items[0]!.json), Object.keys(items[0]!.binary!)]).toEqual([fields, ['report']]);
	});

	it('has the selected counts', async () => {
		const { json } = await runAudit(engine, sandbox, { operation: 'getReport', output: 'selected', fields: ['severities'] });
		expect(json).toEqual([{ headline: expect.any(String) as string, read_at: expect.any(String) as string, severities: { critical: 12, warning: 14, info: 6, ok: 36 } }]);
	});
});

it('the audit fixtures do not set the output, so they run with the default of a new node', () => {
	for (const name of ['audit.getFindings', 'audit.getReport']) expect(FIXTURES[name]!.parameters).not.toHaveProperty('output');
});
