import axios from 'axios';
import express from 'express';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';

import type { Engine } from '../../tools/engine';
import { receiveWebhook } from '../../tools/engine/webhookResponse';
import { useWebhook, webhookContext, type TriggerSetup } from '../../tools/engine/webhookContext';
import { singleNodeWorkflow } from '../../tools/engine/workflow';
import { readConfiguration } from '../../nodes/ApideckVault/trigger/parameters';
import { handleWebhook } from '../../nodes/ApideckVault/trigger/handleWebhook';
import { loadEngine } from './support';
import { OFFLINE, send } from './triggerSend';
import { delivery, newPayload, triggerNode } from './triggerSupport';

/** The interaction of n8n and the trigger beyond the response. */
let engine: Engine;
let server: Server;
/** Status of n8n's response to the next accepted event. */
let status = 200;
const started: boolean[] = [];
/** What the node's webhook() returned to n8n. */
let returned: unknown;

function homeOf(parameters: object): TriggerSetup {
	const { record, node } = singleNodeWorkflow(triggerNode(engine, parameters), engine.types);
	return { types: engine.types, record, nodeName: node.name, credentials: OFFLINE, origin: 'http://127.0.0.1:5678' };
}

async function post(path: string, body: string, headers: unknown) {
	const { port } = server.address() as AddressInfo;
	const options = { headers: headers as Record<string, string>, validateStatus: () => true };
	return await axios.post(`http://127.0.0.1:${port}${path}`, Buffer.from(body), options);
}

beforeAll(async () => {
	engine = await loadEngine();
	const home = homeOf({ events: ['*'] });
	const app = express().post('/webhook/*path', async (request, response) => {
		const { workflowData } = await receiveWebhook(home, request, response, {});
		started.push(workflowData !== undefined);
		response.status(status).json({});
	});
	app.post('/returned', async (httpRequest, httpResponse) => {
		const use = useWebhook(home, {}, 'webhook');
		Object.assign(use.additionalData, { httpRequest, httpResponse });
		returned = await handleWebhook.call(webhookContext(use, 'webhook'));
		if (!httpResponse.headersSent) httpResponse.end();
	});
	server = app.listen(0, '127.0.0.1');
	await new Promise((resolve) => server.once('listening', resolve));
});
afterEach(() => jest.restoreAllMocks());
afterAll(() => {
	server.closeAllConnections();
	server.close();
});

/** Whether the first delivery of an event and a second one some minutes later start a run. */
async function deliverTwice(responded: number, minutes: number) {
	const request = delivery({ payload: newPayload() });
	const call = async () => await post('/webhook/hook-1/webhook', request.body, request.headers);
	started.length = 0;
	status = responded;
	await call();
	status = 200;
	const now = Date.now();
	jest.spyOn(Date, 'now').mockImplementation(() => now + minutes * 60_000);
	await call();
	return [...started];
}

it.each([
	[200, 10, [true, false]],
	[299, 10, [true, false]],
	[300, 0, [true, true]],
	[500, 0, [true, true]],
])('an event counts as processed only after a 2xx response: responded with %d and delivered again after %d minutes', async (responded, minutes, expected) => {
	expect(await deliverTwice(responded, minutes)).toEqual(expected);
});

it('an event is too old from the first millisecond after 48 hours', async () => {
	const occurred = Date.now();
	const request = () => delivery({ payload: newPayload({ occurred_at: new Date(occurred).toISOString() }) });
	const clock = jest.spyOn(Date, 'now').mockReturnValue(occurred + 48 * 3_600_000);
	const last = await send(engine, request());
	clock.mockReturnValue(occurred + 48 * 3_600_000 + 1);
	const tooOld = await send(engine, request());
	expect([last.items?.length, tooOld.items, tooOld.message]).toEqual([1, undefined, 'The event is too old']);
});

it('the node responds to a rejected delivery itself and tells n8n not to', async () => {
	const { status: code, data } = await post('/returned', '{}', { 'content-type': 'text/plain' });
	expect([code, data, returned]).toEqual([415, { message: 'Rejected: the content type is not application/json' }, { noWebhookResponse: true }]);
});

it.each([
	['unifiedApis', 'Unified APIs'],
	['services', 'Service Names or IDs'],
	['consumers', 'Consumers'],
])('a filter that is not a list is reported with its label: %s', (name, label) => {
	const use = useWebhook(homeOf({ events: ['*'], filters: { [name]: '={{ {} }}' } }), {}, 'webhook');
	expect(() => readConfiguration(webhookContext(use, 'webhook'))).toThrow(
		expect.objectContaining({ message: expect.stringMatching(`'${label}'`) as unknown, description: expect.stringContaining(`'${label}'`) as unknown }) as Error,
	);
});
