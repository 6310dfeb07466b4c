import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { IDataObject } from 'n8n-workflow';

import { jsonOf, outputOf, type Engine, type ExecuteOptions, type WorkflowDefinition } from '../../tools/engine';
import type { Finding } from '../../nodes/ApideckVault/audit/issues/finding';
import { startSandbox, type Sandbox } from '../../tools/sandbox';
import { loadEngine } from './support';

let sandbox: Sandbox;
let engine: Engine;
beforeAll(async () => {
	[sandbox, engine] = await Promise.all([startSandbox(), loadEngine()]);
});
beforeEach(() => sandbox.reset());
afterAll(async () => await sandbox.close());

const FOLDER = path.join(__dirname, '../../examples');
const example = (file: string) => JSON.parse(readFileSync(path.join(FOLDER, file), 'utf8')) as WorkflowDefinition;

/** The workflow as users publish it: after the import, they enable the node that the note names. */
function published(file: string): WorkflowDefinition {
	const workflow = example(file);
	return { ...workflow, nodes: workflow.nodes.map((node) => ({ ...node, disabled: false })) };
}

async function runExample(file: string, options: ExecuteOptions = {}, workflow = published(file)) {
	const result = await engine.execute(workflow, { credentials: { apideckApi: sandbox.credentials }, ...options });
	expect([result.status, result.error]).toEqual(['success', undefined]);
	return result;
}

const set = (consumerId: string, connection: string, change: object) => {
	const [unifiedApi = '', serviceId = ''] = connection.split('+');
	sandbox.vault.set({ consumerId, unifiedApi, serviceId }, change);
};

const linkIn = (text: string) => new URL(/https:\/\/vault\.apideck\.com\S+/.exec(text)?.[0] ?? '');

/** The consumer that the sandbox wrote into the token of a link. */
const consumerIn = (link: URL) =>
	(JSON.parse(Buffer.from((link.searchParams.get('jwt') ?? '').split('.')[1] ?? '', 'base64url').toString('utf8')) as IDataObject).consumer_id;

describe('scheduled connection audit', () => {
	it('ends with one item per finding, and the same again the next morning', async () => {
		const first = await runExample('scheduled-connection-audit.json');
		const findings = jsonOf(first.run, 'Find broken connections');
		expect(findings).toHaveLength(32);
		const second = await runExample('scheduled-connection-audit.json', { staticData: first.staticData });
		const unchanged = findings.map((finding) => Object.fromEntries(Object.entries(finding).filter(([key]) => key !== 'change')));
		expect(jsonOf(second.run, 'Find broken connections')).toEqual(unchanged);
	});
});

describe('morning audit to Slack', () => {
	it('posts one message that a person can act on', async () => {
		const { run } = await runExample('morning-audit-to-slack.json');
		const [message, ...more] = jsonOf(run, 'Post the report');
		expect(more).toEqual([]);
		expect(message).toMatchObject({ resource: 'message', operation: 'post', messageType: 'text', channelId: { mode: 'name', value: '#integrations' } });
		const text = String(message?.text);
		expect(text).toMatch(/^\*Apideck connection audit: 12 connections need action\*\n/);
		expect(text).toContain('- Northwind Orchards: Your Exact Online integration is not fully configured');
		expect(text).toContain('Finish configuring the integration in the Apideck dashboard');
		expect(text).not.toMatch(/undefined|\[object|<img/);
		expect(text.length).toBeLessThanOrEqual(3000);
	});
});

describe('morning audit by e-mail', () => {
	it('sends the report as the body of the email', async () => {
		const { run } = await runExample('morning-audit-by-email.json');
		const [mail, ...more] = outputOf(run, 'Email the report');
		expect(more).toEqual([]);
		expect(mail?.json).toMatchObject({ subject: 'Connection audit: 12 critical, 14 warnings', toEmail: 'team@example.com', emailFormat: 'html' });
		const html = String(mail?.json.html);
		expect(html).toMatch(/^<!DOCTYPE html>[\s\S]*>12 connections need action<[\s\S]*<\/html>\s*$/);
		expect(html.match(/<tr class="row /g)).toHaveLength(32);
	});

	it('compares with the mail of the day before', async () => {
		const first = await runExample('morning-audit-by-email.json');
		set('ember-and-oak', 'accounting+xero', { state: 'callable', health: 'ok', last_refresh_failed_at: 0 });
		const { run } = await runExample('morning-audit-by-email.json', { staticData: first.staticData });
		const [mail] = jsonOf(run, 'Email the report');
		expect(mail?.subject).toBe('Connection audit: 11 critical, 14 warnings');
		expect(mail?.html).toMatch(/>−1 since the last run<[\s\S]*>±0 since the last run<[\s\S]*>\+1 since the last run</);
	});
});

describe('alert on changes only', () => {
	const FILE = 'alert-on-changes.json';
	const posted = async (staticData?: IDataObject) => {
		const { run, staticData: next } = await runExample(FILE, { staticData });
		return { messages: jsonOf(run, 'Post the changes').map(({ text }) => String(text)), next };
	};

	it('first posts all findings in one message of at most 20 lines', async () => {
		const { messages } = await posted();
		expect(messages).toHaveLength(1);
		const lines = messages[0]?.split('\n') ?? [];
		expect(lines).toHaveLength(21);
		expect(lines.slice(0, 20).every((line) => line.startsWith('*new* '))).toBe(true);
		expect(lines[0]).toMatch(/^\*new\* Copper Lantern Studio \/ crm\+hubspot: HubSpot refuses to issue new tokens, .* Send the consumer a Hosted Vault link/);
		expect(lines[20]).toBe('and 12 more');
		expect(messages[0]).not.toMatch(/undefined|null|\[object/);
	});

	it('then nothing, as long as nothing changes', async () => {
		const { next } = await posted();
		const second = await posted(next);
		expect(second.messages).toEqual([]);
		const { run } = await runExample(FILE, { staticData: second.next });
		expect(Object.keys(run.data.resultData.runData)).not.toContain('Post the changes');
	});

	it('then exactly what changed, worst first', async () => {
		const { next } = await posted();
		set('blue-fjord-bakery', 'crm+hubspot', { state: 'added', health: 'revoked' });
		set('ember-and-oak', 'accounting+xero', { state: 'callable', health: 'ok', last_refresh_failed_at: 0 });
		sandbox.faults.add({ match: { path: '/vault/consumers/tokyo-lantern' }, times: Infinity, fault: { status: 404 } });
		const { messages } = await posted(next);
		expect(messages).toEqual([
			[
				'*new* Blue Fjord Bakery / crm+hubspot: Access to HubSpot was revoked by the consumer or by HubSpot. Send the consumer a Hosted Vault link to authorize it again.',
				'*new* 東京ランタン株式会社 / all connections: The connections of this consumer could not be read: Consumer \'tokyo-lantern\' not found. Run the audit again. If this persists, check the consumer in the Apideck dashboard.',
				'*resolved* Ember &amp; Oak Furniture / accounting+xero: Xero can be called. No action needed.',
			].join('\n'),
		]);
	});
});

describe('ask consumers to reconnect', () => {
	const FILE = 'ask-consumers-to-reconnect.json';
	const mailsOf = ({ run }: Awaited<ReturnType<typeof runExample>>) =>
		jsonOf(run, 'Ask to reconnect').map((mail) => ({ to: mail.toEmail, subject: String(mail.subject), text: String(mail.text) }));

	it('emails each consumer the link to their own connection', async () => {
		const result = await runExample(FILE);
		const findings = jsonOf(result.run, 'Who must reconnect?') as unknown as Finding[];
		const mails = mailsOf(result);
		expect([findings.length, mails.length]).toEqual([20, 20]);
		mails.forEach(({ to, subject, text }, index) => {
			const { consumer_id, unified_api, service_id, connection_name } = findings[index]!;
			expect(subject).toBe(`Please reconnect ${connection_name}`);
			expect(text).toContain(`Your ${connection_name} connection needs your attention. Please open this personal link and connect ${connection_name} again:`);
			expect(linkIn(text).pathname).toBe(`/integrations/${unified_api}/${service_id}`);
			expect(consumerIn(linkIn(text))).toBe(consumer_id);
			// Three have no address: the mail node refuses these and goes on with the others.
			const nobody = ['acct_000917', 'Blue Hill & Co / Retail', 'cairo-compass'];
			const addresses: Record<string, string> = { 'markup-in-name': 'xss@sandbox.example', acct_000918: 'it@acct-918.example' };
			const address = addresses[consumer_id] ?? `ops@${consumer_id}.example`;
			expect(to).toBe(nobody.includes(consumer_id) ? null : address);
			expect(text).not.toMatch(/undefined|null|\[object|Hello ,|\d{4}-\d\d-\d\dT/);
			// The link contains the word vault. The text around it must not.
			expect(text.replace(/https:\S+/, '')).not.toMatch(/apideck|vault|token|credential/i);
		});
		expect(mails.find(({ to }) => to === 'ops@granite-peak-gyms.example')?.text).toMatch(
			/^Hello Granite Peak Gyms,\n\nYour Salesforce connection needs your attention\. .*\nhttps:\S+\n\nThe link works until [A-Z][a-z]+ \d{1,2}, \d{4}, \d\d:\d\d [A-Z][\w+:-]*\. Please do not share it\.\n$/,
		);
	});

	it('greets a consumer without a name politely', async () => {
		const mails = mailsOf(await runExample(FILE));
		expect(mails.find(({ to }) => to === 'it@acct-918.example')?.text).toMatch(/^Hello( \S.*)?,\n/);
		expect(mails.some(({ text }) => text.startsWith('Hello,\n'))).toBe(true);
	});

	it('emails nobody until the disabled node is enabled', async () => {
		const { run } = await runExample(FILE, {}, example(FILE));
		expect(jsonOf(run, 'Get the address')).not.toEqual([]);
		expect(jsonOf(run, 'Tell the team')).toEqual([]);
		expect(jsonOf(run, 'Ask to reconnect').filter(({ toEmail }) => toEmail !== undefined)).toEqual([]);
	});

	it('tells the team whom it could not ask, and why', async () => {
		sandbox.faults.add({ match: { path: '/vault/sessions', consumerId: 'redwood-signal' }, times: Infinity, fault: { status: 402 } });
		sandbox.faults.add({ match: { path: '/vault/sessions', consumerId: 'zephyr-couriers' }, fault: { status: 503 } });
		sandbox.faults.add({ match: { path: '/vault/consumers/ember-and-oak' }, after: 1, times: Infinity, fault: { status: 404 } });
		const result = await runExample(FILE);
		expect(mailsOf(result)).toHaveLength(18);
		expect(mailsOf(result).map(({ to }) => to)).toContain('ops@zephyr-couriers.example');
		// It runs once for each node before it.
		const told = [0, 1].flatMap((index) => jsonOf(result.run, 'Tell the team', 0, index));
		expect(told.map(({ text }) => text).sort()).toEqual([
			expect.stringMatching(/^Ember &amp; Oak Furniture was not asked to reconnect .+: Consumer 'ember-and-oak' not found/),
			expect.stringMatching(/^Redwood Signal was not asked to reconnect Salesforce: No link: .*plan limit/),
		]);
	});

	it('asks nobody twice for the same thing', async () => {
		const first = await runExample(FILE);
		const second = await runExample(FILE, { staticData: first.staticData });
		expect(mailsOf(second)).toEqual([]);
		set('velvet-anchor', 'file-storage+sharepoint', { state: 'added', health: 'revoked' });
		const third = await runExample(FILE, { staticData: second.staticData });
		expect(mailsOf(third)).toEqual([
			{ to: 'ops@velvet-anchor.example', subject: 'Please reconnect SharePoint', text: expect.stringContaining('Hello Velvet Anchor Events,') as string },
		]);
	});

	it('goes on when a consumer is gone in between, and gives nobody the link of another', async () => {
		sandbox.faults.add({ match: { path: '/vault/consumers/ember-and-oak' }, after: 1, times: Infinity, fault: { status: 404 } });
		const mails = mailsOf(await runExample(FILE));
		expect(mails).toHaveLength(19);
		for (const { to, text } of mails.filter(({ to: address }) => /^ops@/.test(String(address)))) {
			expect(`ops@${String(consumerIn(linkIn(text)))}.example`).toBe(to);
		}
	});
});

describe('what follows an event', () => {
	/** The trigger's item of docs/trigger.md, for an event about a connection as the sandbox has it. */
	const event = (consumer_id: string, connection: IDataObject): IDataObject => ({
		event_type: 'vault.connection.token_refresh.pending',
		severity: 'critical',
		consumer_id,
		...connection,
		reason: 'HubSpot refuses to issue new tokens.',
		remedy: 'Send a link.',
		deadline: '2026-03-12T17:00:00.000Z',
	});
	const follow = async (file: string, ...events: IDataObject[]) => {
		const [trigger] = example(file).nodes.filter(({ type }) => type.endsWith('Trigger'));
		return await runExample(file, { startNode: trigger?.name, items: events.map((json) => ({ json })) });
	};
	const HUBSPOT = { unified_api: 'crm', service_id: 'hubspot', connection_name: 'HubSpot' };

	it('tell us: one line on what broke, and what to do', async () => {
		const { run } = await follow('tell-us-when-a-connection-breaks.json', event('copper-lantern-studio', HUBSPOT));
		expect(jsonOf(run, 'Tell the team').map(({ text }) => String(text).replace(/\d\d:\d\d [A-Z][\w+:-]*\.$/, ''))).toEqual([
			'*HubSpot of copper-lantern-studio* (critical, token refresh pending)\nHubSpot refuses to issue new tokens. Send a link.\nAct before March 12, 2026, ',
		]);
	});

	it('ask at once: emails the link to that connection, unless it works again or only we can repair it', async () => {
		const { run } = await follow(
			'ask-the-consumer-to-reconnect-at-once.json',
			event('blue-fjord-bakery', HUBSPOT),
			event('copper-lantern-studio', HUBSPOT),
			event('silver-birch-dental', { unified_api: 'hris', service_id: 'personio', connection_name: 'Personio' }),
			event('zephyr-couriers', { unified_api: 'file-storage', service_id: 'box', connection_name: 'Box' }),
		);
		const mails = jsonOf(run, 'Ask to reconnect');
		expect(mails.map(({ toEmail, subject }) => [toEmail, subject])).toEqual([
			['ops@copper-lantern-studio.example', 'Please reconnect HubSpot'],
			['ops@zephyr-couriers.example', 'Please reconnect Box'],
		]);
		expect(String(mails[0]?.text)).toMatch(/^Hello Copper Lantern Studio,\n\nYour HubSpot connection needs your attention\./);
		expect(mails.map(({ text }) => linkIn(String(text)).pathname)).toEqual(['/integrations/crm/hubspot', '/integrations/file-storage/box']);
		expect(mails.map(({ text }) => consumerIn(linkIn(String(text))))).toEqual(['copper-lantern-studio', 'zephyr-couriers']);
	});
});
