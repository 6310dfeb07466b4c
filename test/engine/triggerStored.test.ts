/* eslint-disable @n8n/community-nodes/no-restricted-imports -- development only: never runs inside n8n */
import axios from 'axios';
import express from 'express';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';

import type { Engine } from '../../embedded';
import { receiveWebhook } from '../../embedded/webhookAnswer';
import { useWebhook, webhookContext, type WebhookHome } from '../../embedded/webhookContext';
import { singleNodeWorkflow } from '../../embedded/workflow';
import { readConfiguration } from '../../nodes/ApideckVault/trigger/configuration';
import { receive } from '../../nodes/ApideckVault/trigger/receive';
import { loadEngine } from './support';
import { OFFLINE, send } from './triggerSend';
import { delivery, newPayload, triggerNode } from './triggerSupport';

/** What n8n and the trigger tell each other beyond the answer. */
let engine: Engine;
let server: Server;
/** Status that n8n answers the next accepted event with. */
let status = 200;
const started: boolean[] = [];
/** What the node's webhook() gave to n8n. */
let returned: unknown;

function homeOf(parameters: object): WebhookHome {
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
		returned = await receive.call(webhookContext(use, 'webhook'));
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

/** Whether each of these calls starts a run: the event's first delivery, and one more some minutes later. */
async function twice(answered: number, minutes: number) {
	const request = delivery({ payload: newPayload() });
	const call = async () => await post('/webhook/hook-1/webhook', request.body, request.headers);
	started.length = 0;
	status = answered;
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
])('an event counts as run when n8n tells so: answered with %d and delivered again after %d minutes', async (answered, minutes, expected) => {
	expect(await twice(answered, minutes)).toEqual(expected);
});

it('an event is too old from the first millisecond past 48 hours', async () => {
	const occurred = Date.now();
	const request = () => delivery({ payload: newPayload({ occurred_at: new Date(occurred).toISOString() }) });
	const clock = jest.spyOn(Date, 'now').mockReturnValue(occurred + 48 * 3_600_000);
	const last = await send(engine, request());
	clock.mockReturnValue(occurred + 48 * 3_600_000 + 1);
	const tooOld = await send(engine, request());
	expect([last.items?.length, tooOld.items, tooOld.message]).toEqual([1, undefined, 'The event is too old']);
});

it('a refusal is answered by the node itself, so n8n is told not to', async () => {
	const { status: code, data } = await post('/returned', '{}', { 'content-type': 'text/plain' });
	expect([code, data, returned]).toEqual([415, { message: 'Refused: the content type is not application/json' }, { noWebhookResponse: true }]);
});

it.each([
	['unifiedApis', 'Unified APIs'],
	['services', 'Services'],
	['consumers', 'Consumers'],
])('a filter that is no list is named: %s', (name, label) => {
	const use = useWebhook(homeOf({ events: ['*'], filters: { [name]: '={{ {} }}' } }), {}, 'webhook');
	expect(() => readConfiguration(webhookContext(use, 'webhook'))).toThrow(
		expect.objectContaining({ message: expect.stringMatching(`'${label}'`) as unknown, description: expect.stringContaining(`'${label}'`) as unknown }) as Error,
	);
});
