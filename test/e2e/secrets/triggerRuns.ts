import { randomUUID } from 'node:crypto';
import { sleep } from 'n8n-workflow';
import { signatureOf } from '../../../tools/sandbox';
import { connectionResponse } from '../../secrets/responses';
import type { TestEnvironment } from './testEnvironment';
import { triggerWorkflow } from './workflows';

const WEBHOOK = 'secret-deliveries';

/** Registers the trigger with and without failures, and sends it valid and invalid deliveries. */
export async function runTrigger(environment: TestEnvironment): Promise<void> {
	const { canaries } = environment;
	const activate = async (webhookId: string) => {
		const workflow = await environment.api.saveWorkflow(triggerWorkflow(webhookId), [environment.credential]);
		await environment.request('POST', `/workflows/${workflow.id}/activate`, { versionId: workflow.versionId });
		return workflow;
	};
	for (const failure of ['status-422', 'debug', 'html-200', 'redirect']) {
		const before = environment.vault.received.length;
		environment.vault.failure = failure;
		await activate(`refused-${failure}`);
		// n8n publishes in the background and retries failures.
		await waitUntil('the trigger asks Apideck', () => environment.vault.received.length > before);
	}
	environment.vault.failure = undefined;
	const workflow = await activate(WEBHOOK);
	let url = '';
	await waitUntil('the trigger registers its webhook', () => {
		const bodies = environment.vault.received.filter(({ method, url: place }) => method === 'POST' && place === '/webhook/webhooks').map(({ body }) => JSON.parse(body) as { delivery_url: string });
		url = bodies.find((body) => body.delivery_url.includes(WEBHOOK))?.delivery_url ?? '';
		return url !== '';
	});

	const payload = () => ({
		event_id: randomUUID(),
		event_type: 'vault.connection.updated',
		service_id: 'apideck-vault',
		entity_id: 'app+test-consumer',
		entity_type: 'Connection',
		entity: { ...connectionResponse(canaries), consumer_id: 'test-consumer', migrated_from: { service_id: 'old', settings: { key: canaries.at('migratedFrom') } } },
		credentials: { access_token: canaries.at('payloadToken') },
		occurred_at: new Date().toISOString(),
	});
	const signed = (body: string, key = canaries.at('apiKey')) => ({ 'x-apideck-signature': signatureOf(body, key, 'recursive'), 'x-apideck-event-type': 'vault.connection.updated' });
	const custom = { authorization: `Bearer ${canaries.at('deliveryAuthorization')}`, 'x-custom': canaries.at('deliveryHeader') };

	const valid = JSON.stringify({ payload: payload() });
	expect(await environment.deliver(url, valid, { ...signed(valid), ...custom })).toBe(200);
	expect(await environment.deliver(url, valid, { ...signed(valid), ...custom })).toBe(200);
	const forged = JSON.stringify({ payload: payload() });
	expect(await environment.deliver(url, forged, { ...signed(forged, 'another-key'), ...custom })).toBe(401);
	expect(await environment.deliver(url, forged, custom)).toBe(401);
	expect(await environment.deliver(url, forged, { 'x-apideck-signature': canaries.at('apiKey') })).toBe(401);
	const other = JSON.stringify({ payload: { key: canaries.at('deliveryBody') }, echo: canaries.at('apiKey') });
	expect(await environment.deliver(url, other, signed(other))).toBe(400);
	const deep = `{"payload":${'['.repeat(70)}"${canaries.at('deliveryBody')}"${']'.repeat(70)}}`;
	expect(await environment.deliver(url, deep, signed(deep))).toBe(400);
	await malformed(environment, url);
	const filter = encodeURIComponent(JSON.stringify({ workflowId: workflow.id }));
	await waitUntil('a delivery has started a run', async () => {
		const { results } = await environment.api.call<{ results: Array<{ status: string }> }>('GET', `/executions?filter=${filter}`);
		return results.some(({ status }) => status === 'success');
	});
	await environment.request('POST', `/workflows/${workflow.id}/deactivate`);
}

/** Requests that n8n may reject before the node sees them. */
async function malformed(environment: TestEnvironment, url: string): Promise<void> {
	const secret = environment.canaries.at('deliveryMalformed');
	const bodies: Array<[string | Buffer, Record<string, string>]> = [
		[`{"payload": ${secret}`, {}],
		[Buffer.concat([Buffer.from('{"a":"'), Buffer.from([0xff, 0xfe]), Buffer.from(`${secret}"}`)]), {}],
		[`<xml>${secret}</xml>`, { 'content-type': 'application/xml' }],
		[`<xml>${secret}`, { 'content-type': 'text/xml' }],
		[secret, { 'content-type': 'text/plain' }],
		[`a=${secret}`, { 'content-type': 'application/x-www-form-urlencoded' }],
		[secret, { 'content-encoding': 'gzip' }],
		['', {}],
	];
	for (const [body, headers] of bodies) expect(await environment.deliver(url, body, headers)).toBeGreaterThanOrEqual(400);
}

/** Waits until the condition is true, at most 20 s. */
async function waitUntil(what: string, condition: () => boolean | Promise<boolean>): Promise<void> {
	for (let tries = 0; !(await condition()); tries++) {
		if (tries > 200) throw new Error(`Timed out waiting for: ${what}`);
		await sleep(100);
	}
}
