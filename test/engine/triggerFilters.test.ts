import type { IDataObject } from 'n8n-workflow';
import { createHmac } from 'node:crypto';
import { inspect } from 'node:util';

import { useWebhook, webhookContext } from '../../tools/engine/webhookContext';
import { singleNodeWorkflow } from '../../tools/engine/workflow';
import { readConfiguration } from '../../nodes/ApideckVault/trigger/parameters';
import { canonicalJson } from '../../nodes/ApideckVault/trigger/delivery';
import { envelope, RecordingServer } from './recordingServer';
import { setUpServer } from './setUp';
import { captureLog, type CapturedLog } from './triggerLog';
import { OFFLINE, outcome, send as sendTo, type SendArguments } from './triggerSend';
import { consumerRows, credentialFor, delivery, newPayload, triggerNode } from './triggerSupport';

/** The values of the trigger's parameters, at activation and at delivery. */
let log: CapturedLog;
const { server, engine } = setUpServer(RecordingServer);
beforeEach(() => {
	log = captureLog();
});
afterEach(() => log.release());

const send = async (...call: SendArguments) => await sendTo(engine, ...call);

/** The errors of both methods that n8n calls for publishing, and the number of requests they sent. */
async function publish(parameters: object) {
	const results = [];
	for (const method of ['checkExists', 'create'] as const) {
		results.push(await engine.webhookMethod(method, triggerNode(engine, { events: ['*'], ...parameters }), credentialFor(server)));
	}
	const messages = results.map(({ error }) => error?.message);
	return { messages, description: (results[0]?.error as { description?: string } | undefined)?.description, requests: server.requests.length };
}

const FILTERS = [
	['consumerPrefix', 'Consumer ID Starts With'],
	['consumers', 'Consumers'],
	['services', 'Service Names or IDs'],
	['unifiedApis', 'Unified APIs'],
] as const;

/**
 * The configuration with exactly these parameters. When n8n loads a workflow, it empties a collection that is an expression and drops
 * unknown fields. Another version of n8n might pass on these parameters.
 */
function readWith(parameters: object) {
	const { record, node } = singleNodeWorkflow(triggerNode(engine, { events: ['*'] }), engine.types);
	const use = useWebhook({ types: engine.types, record, nodeName: node.name, credentials: OFFLINE, origin: 'http://127.0.0.1:5678' }, {}, 'webhook');
	Object.assign(use.node.parameters, parameters);
	return readConfiguration(webhookContext(use, 'webhook'));
}

/** Values of a filter that select nothing. */
const EMPTY: unknown[] = [
	'',
	'   ',
	'\n\t',
	'\u200b',
	',',
	' , ,, ',
	[],
	[''],
	['', '  '],
	null,
	'=',
	'={{ undefined }}',
	'={{ null }}',
	'={{ "" }}',
	'={{ "  " }}',
	'={{ "," }}',
	'={{ [] }}',
	'={{ [""] }}',
	'={{ [null, undefined, " "] }}',
	'={{ [[]] }}',
	'={{ {} }}',
	'={{ $json.consumer }}',
	'={{ $vars.nothing }}',
	'={{ $json.body.no.such.thing }}',
];

describe.each(FILTERS)('the filter %s', (name, label) => {
	it.each(EMPTY)('never matches all events when it was added and is empty: %j', async (value) => {
		const parameters = { filters: { [name]: value } };
		const request = delivery({ payload: newPayload() });
		const delivered = await send(request, parameters);
		// A comma is text, so it is a prefix that matches no ID.
		if (name === 'consumerPrefix' && [',', '={{ "," }}'].includes(value as string)) {
			expect(outcome(delivered)).toEqual([200, 'no run']);
			return;
		}
		expect([outcome(delivered), delivered.message, delivered.staticData]).toEqual([[500, 'no run'], 'The delivery could not be processed', {}]);
		expect(log.lines).toEqual([
			{ level: 'error', message: expect.stringMatching(`^Apideck Vault Trigger: could not process a delivery, so Apideck will retry it: .*'${label}'`) as unknown },
		]);
		const { messages, description, requests } = await publish(parameters);
		expect(messages).toEqual([1, 2].map(() => expect.stringContaining(`'${label}'`) as unknown));
		expect([description, requests]).toEqual([expect.stringMatching(/\.$|: /) as unknown, 0]);
		// Apideck retries the delivery, and then it runs.
		expect(outcome(await send(request))).toEqual([200, 'run']);
	});
});

it.each([[], {}, { entries: [] }, { entries: [{}] }, { entries: [null] }, consumerRows(''), consumerRows(' '), consumerRows('={{ undefined }}', '={{ null }}'), consumerRows('={{ $json.consumer }}')])(
	'rows of consumers that select nobody start no run: %j',
	async (consumers) => {
		const { messages } = await publish({ filters: { consumers } });
		expect(messages).toEqual([1, 2].map(() => expect.stringContaining("'Consumers'") as unknown));
		expect(outcome(await send(delivery({ payload: newPayload() }), { filters: { consumers } }))).toEqual([500, 'no run']);
	},
);

it.each([
	'={{ undefined }}',
	'={{ null }}',
	'={{ "" }}',
	'={{ [] }}',
	'={{ {} }}',
	'={{ "services" }}',
	'={{ 7 }}',
	'={{ { services: undefined } }}',
	'={{ { services: "xero", consumers: [] } }}',
	'={{ { service: "xero" } }}',
	'={{ { Services: "xero" } }}',
	'={{ [{ services: "xero" }] }}',
	'={{ $json.filters }}',
	{ service: 'xero' },
	{ services: 'xero', __typo: 1 },
])("'Filters' as a whole never matches all events: %j", (filters) => {
	expect(() => readWith({ filters })).toThrow(expect.objectContaining({ message: expect.stringMatching(/'(Filters|Service Names or IDs|Consumers)'/) as unknown }) as Error);
});

it("'Filters' as a whole accepts an expression", () => {
	expect(readWith({ filters: '={{ { consumers: ["acme", "sofia-rose"] } }}' }).filter.consumers).toEqual(['acme', 'sofia-rose']);
	expect(readWith({ filters: '={{ { services: "xero", unifiedApis: ["accounting"] } }}' }).filter).toMatchObject({ services: ['xero'], unifiedApis: ['accounting'] });
});

it('a filter with an undefined entry from an expression starts no run', async () => {
	expect(outcome(await send(delivery({ payload: newPayload() }), { filters: { services: '={{ ["xero", undefined] }}' } }))).toEqual([500, 'no run']);
	expect(log.lines).toEqual([{ level: 'error', message: expect.stringContaining("Entry 2 of 'Service Names or IDs' has no value") as unknown }]);
});

it('all events start a run without filters', async () => {
	for (const filters of [{}, undefined]) expect(outcome(await send(delivery({ payload: newPayload() }), { filters }))).toEqual([200, 'run']);
});

it.each([
	{ services: '={{ ["xero", null, ""] }}' },
	{ services: 'hubspot, xero,' },
	{ consumers: consumerRows('sofia-rose', '={{ "blue-fjord-bakery" }}') },
	{ consumerPrefix: '={{ "blue" + "-" }}' },
	{ unifiedApis: '={{ "crm,accounting" }}' },
])('a filter with a value matches only what it names: %j', async (filters) => {
	expect(outcome(await send(delivery({ payload: newPayload() }), { filters }))).toEqual([200, 'run']);
	const others = newPayload({}, { consumer_id: 'other', service_id: 'sage', unified_api: 'hris' });
	expect(outcome(await send(delivery({ payload: others }), { filters }))).toEqual([200, 'no run']);
	expect(log.lines).toEqual([]);
});

it.each([
	['services', 'Xero', 'Use xero instead.'],
	['services', 'Google Drive', 'Use google-drive instead.'],
	['services', '[a]', 'separated by commas'],
	['services', 'x, [a]', 'Use a instead.'],
	['services', '"xero"', 'Use xero instead.'],
	['services', "hubspot, 'xero'", 'Use xero instead.'],
	['services', '={{ ["hubspot", "Xero"] }}', 'Use xero instead.'],
	['services', '={{ \'["xero","hubspot"]\' }}', 'list'],
	['services', '../../consumers/victim', 'Use consumers-victim instead.'],
	['services', '？', 'Service IDs look like hubspot or google-drive.'],
	['services', 'crm+hubspot', 'Use crm-hubspot instead.'],
	['services', '={{ { id: "xero" } }}', 'list of text'],
	['services', '={{ true }}', 'list of text'],
	['consumers', consumerRows('={{ ["acme"] }}'), 'Make the expression return the ID as text'],
	['consumers', consumerRows('acme', '={{ "a\\u0000b" }}'), 'Correct'],
	['consumers', consumerRows(`={{ "x".repeat(600) }}`), 'Correct'],
	['consumers', consumerRows('={{ 12345678901234567890 }}'), 'Make the expression return the ID as text'],
	['consumers', consumerRows('acme', '={{ undefined }}'), "Select 'Consumer'"],
	['consumers', consumerRows('acme', ''), "Select 'Consumer'"],
	['consumers', '={{ ["acme"] }}', "Enter a value in 'Consumers'"],
	['consumerPrefix', ' eu-', 'Remove the space'],
	['consumerPrefix', '={{ ["eu-"] }}', 'return text'],
	['consumerPrefix', '={{ { a: 1 } }}', 'return text'],
	['unifiedApis', 'CRM', 'Select one from the list'],
	['unifiedApis', '={{ ["crm/../x"] }}', 'Select one from the list'],
])('%s = %s, which can match nothing, is rejected with a resolution', async (name, value, hint) => {
	const label = FILTERS.find(([filter]) => filter === name)?.[1];
	// A row of consumers has a label of its own.
	const named = expect.stringMatching(`'(${label}|${label?.replace(/s$/, '')})'`) as unknown;
	const { messages, description, requests } = await publish({ filters: { [name]: value } });
	expect([messages, requests]).toEqual([[named, named], 0]);
	expect(description).toContain(hint);
	const delivered = await send(delivery({ payload: newPayload() }), { filters: { [name]: value } });
	expect([outcome(delivered), log.lines]).toEqual([[500, 'no run'], [{ level: 'error', message: named }]]);
});

it('the log contains the label of the field and not its value', async () => {
	const secret = 'Fake-Secret-Value';
	for (const filters of [{ services: secret }, { services: `={{ "${secret}".no.such.thing }}` }, { consumers: consumerRows(secret, '={{ {} }}') }, { unifiedApis: `={{ "${secret}" }}` }]) {
		await send(delivery({ payload: newPayload() }), { filters });
	}
	await send(delivery({ payload: newPayload() }), { events: secret });
	expect([log.lines.length, inspect(log.lines, { depth: null }).includes(secret)]).toEqual([5, false]);
});

describe('Trigger On with an expression', () => {
	const CREATED = 'vault.connection.created';
	const UPDATED = 'vault.connection.updated';

	it.each<[unknown, string[]]>([
		[`={{ "${CREATED},${UPDATED}" }}`, [CREATED, UPDATED]],
		[`={{ " ${CREATED} , ${UPDATED}, " }}`, [CREATED, UPDATED]],
		[`={{ ["${CREATED}", "${UPDATED}"] }}`, [CREATED, UPDATED]],
		[`={{ ["${CREATED}", "${CREATED}", "", null] }}`, [CREATED]],
		[`${CREATED},${UPDATED}`, [CREATED, UPDATED]],
		[`={{ "${CREATED}" }}`, [CREATED]],
		['={{ "*" }}', ['*']],
		[`={{ ["*", "${CREATED}"] }}`, ['*']],
		['*', ['*']],
	])('%s registers these events and runs them', async (events, expected) => {
		server.script = [envelope({ id: 'wh-1', delivery_url: 'http://127.0.0.1:5678/webhook/hook-1/webhook', status: 'enabled', events: expected })];
		const { error } = await engine.webhookMethod('create', triggerNode(engine, { events }), credentialFor(server));
		expect([error, JSON.parse(server.requests[0]?.body ?? '{}')]).toMatchObject([undefined, { events: expected }]);
		expect(outcome(await send(delivery({ payload: newPayload({ event_type: CREATED }) }), { events }))).toEqual([200, 'run']);
		const other = await send(delivery({ payload: newPayload({ event_type: 'vault.connection.deleted' }) }), { events });
		expect(outcome(other)).toEqual([200, expected.includes('*') ? 'run' : 'no run']);
	});

	it.each([
		['={{ "revoked" }}', 'Use vault.connection.revoked instead.'],
		['={{ "Token_Refresh.Failed" }}', 'Use vault.connection.token_refresh.failed instead.'],
		[`={{ "${CREATED},vault.connection.typo" }}`, '"vault.connection.typo" is not an Apideck Vault event'],
		[`={{ ["${CREATED}", 7] }}`, '"7" is not an Apideck Vault event'],
		['={{ ["*", "typo"] }}', '"typo" is not an Apideck Vault event'],
		['={{ "vault.connection.*" }}', 'is not an Apideck Vault event'],
		['={{ "vault.connection.created vault.connection.updated" }}', 'is not an Apideck Vault event'],
		['={{ "__proto__" }}', '"__proto__" is not an Apideck Vault event'],
		['={{ { a: 1 } }}', 'list of text'],
		['={{ [{}] }}', 'list of text'],
		['={{ true }}', 'list of text'],
		['={{ [] }}', 'Select at least one event'],
		['={{ "" }}', 'Select at least one event'],
		['={{ " , " }}', 'Select at least one event'],
		['={{ undefined }}', 'Select at least one event'],
		['={{ $json.events }}', "'Trigger On'"],
		[[], 'Select at least one event'],
		[null, 'Select at least one event'],
	])('%s is rejected at activation and starts no run', async (events, hint) => {
		const { messages, description, requests } = await publish({ events });
		expect([messages, requests]).toEqual([[1, 2].map(() => expect.stringContaining("'Trigger On'") as unknown), 0]);
		expect(description).toContain(hint);
		const delivered = await send(delivery({ payload: newPayload() }), { events });
		expect([outcome(delivered), log.lines]).toEqual([[500, 'no run'], [{ level: 'error', message: expect.stringContaining("'Trigger On'") as unknown }]]);
	});

	it.each<[unknown, string]>([
		[[CREATED, 'vault.connection.token_refresh.failed'], 'Connection Created, Token Refresh Failed'],
		[['*'], 'All Events'],
		[`={{ "${CREATED},${UPDATED}" }}`, 'Connection Created, Connection Updated'],
		[`={{ ["${CREATED}", " ${UPDATED} "] }}`, 'Connection Created, Connection Updated'],
		['={{ "*" }}', 'All Events'],
		['={{ undefined }}', ''],
		['={{ null }}', ''],
		['={{ 7 }}', ''],
		['={{ {} }}', ''],
		['={{ [null, {}, [["a"]], 1] }}', ''],
		['={{ { toString: 1, valueOf: 1 } }}', ''],
		['={{ [{ toString: 1 }] }}', ''],
		['={{ "typo" }}', 'typo'],
		['={{ "__proto__, constructor" }}', '__proto__, constructor'],
		[[], ''],
		[null, ''],
	])('%j appears in the subtitle', (events, expected) => {
		const { record, node } = singleNodeWorkflow(triggerNode(engine, { events }), engine.types);
		const home = { types: engine.types, record, nodeName: node.name, credentials: OFFLINE, origin: 'http://127.0.0.1:5678' };
		const { workflow, type } = useWebhook(home, {}, 'manual');
		const subtitle: unknown = workflow.expression.getSimpleParameterValue(workflow.getNode(node.name)!, type.description.subtitle, 'internal', {}, undefined, 'failed');
		expect(subtitle ?? '').toBe(expected);
	});
});

describe('the options', () => {
	it.each<[unknown, boolean]>([
		['={{ "false" }}', false],
		['={{ false }}', false],
		['={{ undefined }}', true],
		['={{ "" }}', true],
	])('Redact Secrets = %s masks the settings: %p', async (redactSecrets, masks) => {
		const { items } = await send(delivery({ payload: newPayload() }), { options: { includePayload: '={{ "true" }}', redactSecrets } });
		expect(JSON.stringify(items).includes('fake-tenant')).toBe(!masks);
	});

	it.each([{ redactSecrets: '={{ "no" }}' }, { includePayload: '={{ {} }}' }])('are reported with their label when they are invalid: %j', async (options) => {
		const delivered = await send(delivery({ payload: newPayload() }), { options });
		expect([outcome(delivered), log.lines]).toEqual([[500, 'no run'], [{ level: 'error', message: expect.stringMatching(/'(Redact Secrets|Include Payload|Options)'/) as unknown }]]);
		expect((await publish({ options })).messages.every((message) => /'(Redact Secrets|Include Payload|Options)'/.test(String(message)))).toBe(true);
	});
});

/** Apideck's signature with any key. The sandbox rejects an empty one. */
const hmacOf = (text: string, key: string) => createHmac('sha256', key).update(canonicalJson(JSON.parse(text), true)).digest('hex');

describe('an invalid API key', () => {
	const keys: unknown[] = ['', '   ', 'Bearer', ' bearer ', 'BEARER\t', 'Bearer Bearer', 'Bearer  bearer ', null, undefined, 7, true, [], ['k'], {}, { toString: 1 }, '\u200b', '\u0000'];

	it.each(keys)('rejects every delivery, regardless of the signing key: %j', async (apiKey) => {
		const text = JSON.stringify({ payload: newPayload() });
		for (const key of ['', 'Bearer', 'bearer', typeof apiKey === 'string' ? apiKey : 'null', '[object Object]']) {
			log.lines.length = 0;
			const request = delivery(text, { 'x-apideck-signature': hmacOf(text, key) });
			const result = await send(request, {}, {}, credentialFor({ url: 'http://127.0.0.1:9' }, { apiKey } as IDataObject));
			expect([outcome(result), result.message, log.lines]).toEqual([
				[500, 'no run'],
				'The delivery could not be processed',
				[{ level: 'error', message: expect.stringMatching(/^Apideck Vault Trigger: could not process a delivery, so Apideck will retry it: 'API Key' of the Apideck credential /) as unknown }],
			]);
		}
	});
});
