import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { IDataObject } from 'n8n-workflow';

import { jsonOf, WebhookServer, type Engine, type WorkflowDefinition } from '../../tools/engine';
import { startSandbox, type Sandbox, type Transition } from '../../tools/sandbox';
import { VAULT_EVENTS } from '../../nodes/ApideckVault/trigger/events';
import { loadEngine } from './support';
import { credentialFor, Opened } from './triggerSupport';

let sandbox: Sandbox;
let engine: Engine;
const opened = new Opened();
beforeAll(async () => {
	[sandbox, engine] = await Promise.all([startSandbox(), loadEngine()]);
});
beforeEach(() => sandbox.reset());
afterEach(async () => await opened.close());
afterAll(async () => await sandbox.close());

const TELL = 'tell-us-when-a-connection-breaks.json';
const ASK = 'ask-the-consumer-to-reconnect-at-once.json';
const XERO = { consumerId: 'blue-fjord-bakery', unifiedApi: 'accounting', serviceId: 'xero' };
const HUBSPOT = { ...XERO, unifiedApi: 'crm', serviceId: 'hubspot' };

const read = (file: string) =>
	JSON.parse(readFileSync(path.join(__dirname, '../../examples', file), 'utf8')) as WorkflowDefinition & { pinData: unknown };

let count = 0;
async function publish(file: string): Promise<WebhookServer> {
	// n8n gives every imported workflow a new ID.
	const workflow = read(file);
	// The user enables the node that mails customers.
	const definition = { ...workflow, nodes: workflow.nodes.map((node) => ({ ...node, disabled: false })), id: `example-${++count}` };
	const server = opened.add(await WebhookServer.start(engine, definition, { credentials: credentialFor(sandbox) }));
	await server.activate();
	return server;
}

/** The messages that a node would have sent in all runs. */
async function sent(server: WebhookServer, node: string): Promise<IDataObject[]> {
	await sandbox.idle();
	return (await server.finished()).flatMap(({ run, status }) => {
		expect(status).toBe('success');
		return jsonOf(run, node);
	});
}

describe.each([TELL, ASK])('examples/%s', (file) => {
	it('contains no ID, no secret and no existing credential', () => {
		const { nodes, pinData, ...workflow } = read(file);
		expect(Object.keys(workflow).sort()).toEqual(['connections', 'name', 'settings']);
		expect(pinData).toEqual({});
		expect(nodes.map(({ credentials }) => credentials).filter(Boolean)).toEqual(
			nodes.filter(({ type }) => type.startsWith('n8n-nodes-apideck-vault.')).map(() => ({ apideckApi: { id: '', name: 'Apideck account' } })),
		);
		// With a webhook ID in the file, two imports would share one URL.
		expect(nodes.filter(({ webhookId }) => webhookId !== undefined)).toEqual([]);
		expect(nodes.filter(({ name }) => name === 'Read me')).toHaveLength(1);
	});

	it('uses only existing events', () => {
		const trigger = read(file).nodes.find(({ type }) => type.endsWith('apideckVaultTrigger'));
		const known = VAULT_EVENTS.map(({ value }) => value as string);
		expect((trigger?.parameters.events as string[]).filter((event) => !known.includes(event))).toEqual([]);
	});
});

describe('Tell us when a connection breaks', () => {
	it.each<[Transition, string, RegExp]>([
		['revoked', 'critical, revoked', /^Access to Xero was revoked by the consumer or by Xero\. Send the consumer a Hosted Vault link/],
		['token_refresh.pending', 'warning, token refresh pending', /^Xero refuses to issue new tokens.*\nAct before [A-Z][a-z]+ \d{1,2}, 20\d\d, \d\d:\d\d [A-Z][\w+:-]*\.$/],
		['downstream.degraded', 'info, downstream degraded', /^The last request to Xero failed with a network error.*Wait\. Don't ask the consumer to reconnect\.$/],
		['disabled', 'info, disabled', /^Xero is disabled.*Enable it again/],
	])('sends one message with reason and remedy after %s', async (transition, what, text) => {
		const server = await publish(TELL);
		sandbox.transition(XERO, transition);
		const messages = await sent(server, 'Tell the team');
		expect(messages).toMatchObject([{ channelId: { value: '#integrations' }, otherOptions: { mrkdwn: true } }]);
		const [title, ...lines] = String(messages[0]?.text).split('\n');
		expect(title).toBe(`*Xero of blue-fjord-bakery* (${what})`);
		expect(lines.join('\n')).toMatch(text);
	});

	it('sends a message about a permanently failed refresh and none about recoveries', async () => {
		const server = await publish(TELL);
		for (const transition of ['token_refresh.pending', 'token_refresh.failed', 'callable', 'disabled', 'enabled'] as const) {
			sandbox.transition(XERO, transition);
		}
		const titles = (await sent(server, 'Tell the team')).map(({ text }) => String(text).split('\n')[0]);
		expect(titles).toEqual([
			'*Xero of blue-fjord-bakery* (warning, token refresh pending)',
			'*Xero of blue-fjord-bakery* (critical, token refresh failed)',
			'*Xero of blue-fjord-bakery* (info, disabled)',
		]);
	});
});

describe('Ask the consumer to reconnect at once', () => {
	it.each<Transition>(['revoked', 'token_refresh.pending'])('sends one email with a link to only that connection after %s', async (transition) => {
		const server = await publish(ASK);
		// Also broken, but without an event, so the email is not about it.
		sandbox.vault.set(XERO, { authorization: 'rejected', state: 'invalid' });
		sandbox.transition(HUBSPOT, transition);
		const mails = await sent(server, 'Ask to reconnect');
		expect(mails).toMatchObject([{ toEmail: 'ops@blue-fjord-bakery.example', subject: 'Please reconnect HubSpot', emailFormat: 'text' }]);
		const text = String(mails[0]?.text);
		expect(text).toMatch(/^Hello Blue Fjord Bakery,\n/);
		expect(text).toMatch(/https?:\/\/\S+\/integrations\/crm\/hubspot\?jwt=\S+/);
		expect(text).not.toMatch(/undefined|null|Xero|\{\{/);
		const sessions = sandbox.requests.filter(({ path: to }) => to === '/vault/sessions');
		expect(sessions).toHaveLength(1);
		expect(JSON.parse(sessions[0]?.body ?? '')).toMatchObject({
			settings: { unified_apis: ['crm'], session_length: '48h', isolation_mode: true, allow_actions: ['reauthorize'] },
		});
	});

	it('sends no email when the connection works again before the audit runs', async () => {
		const server = await publish(ASK);
		sandbox.webhooks.options.concurrency = 1;
		sandbox.faults.add({ match: { method: 'GET', path: '/vault/consumers/blue-fjord-bakery' }, fault: { latencyMs: 150 } });
		sandbox.transition(HUBSPOT, 'token_refresh.pending');
		sandbox.transition(HUBSPOT, 'token_refresh.recovered');
		expect(await sent(server, 'Ask to reconnect')).toEqual([]);
		expect(server.runs).toHaveLength(1);
	});

	it('sends no email when the consumer cannot fix the connection', async () => {
		const server = await publish(ASK);
		sandbox.vault.set(HUBSPOT, { integration_state: 'disabled' });
		sandbox.transition(HUBSPOT, 'revoked');
		expect(await sent(server, 'Ask to reconnect')).toEqual([]);
		expect(server.runs).toHaveLength(1);
	});

	it('ignores changes that the consumer cannot fix', async () => {
		const server = await publish(ASK);
		sandbox.transition(HUBSPOT, 'disabled');
		sandbox.transition(XERO, 'downstream.degraded');
		await sandbox.idle();
		expect([server.runs, sandbox.deliveries]).toEqual([[], []]);
	});
});
