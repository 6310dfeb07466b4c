import { randomUUID } from 'node:crypto';
import { sleep } from 'n8n-workflow';
import { signatureOf } from '../../sandbox';
import { connectionAnswer } from '../../test/secrets/answers';
import type { World } from './world';
import { triggerWorkflow } from './workflows';

const WEBHOOK = 'secret-deliveries';

/** Registers the trigger with and without failures, and calls it as Apideck would and as nobody should. */
export async function runTrigger(world: World): Promise<void> {
	const { canaries } = world;
	const activate = async (webhookId: string) => {
		const workflow = await world.api.saveWorkflow(triggerWorkflow(webhookId), [world.credential]);
		await world.ask('POST', `/workflows/${workflow.id}/activate`, { versionId: workflow.versionId });
		return workflow;
	};
	for (const failure of ['status-422', 'debug', 'html-200', 'redirect']) {
		const before = world.vault.received.length;
		world.vault.failure = failure;
		await activate(`refused-${failure}`);
		// n8n publishes in the background, and tries again when that fails.
		await until('the trigger asks Apideck', () => world.vault.received.length > before);
	}
	world.vault.failure = undefined;
	const workflow = await activate(WEBHOOK);
	let url = '';
	await until('the trigger registers its webhook', () => {
		const bodies = world.vault.received.filter(({ method, url: place }) => method === 'POST' && place === '/webhook/webhooks').map(({ body }) => JSON.parse(body) as { delivery_url: string });
		url = bodies.find((body) => body.delivery_url.includes(WEBHOOK))?.delivery_url ?? '';
		return url !== '';
	});

	const payload = () => ({
		event_id: randomUUID(),
		event_type: 'vault.connection.updated',
		service_id: 'apideck-vault',
		entity_id: 'app+test-consumer',
		entity_type: 'Connection',
		entity: { ...connectionAnswer(canaries), consumer_id: 'test-consumer', migrated_from: { service_id: 'old', settings: { key: canaries.at('migratedFrom') } } },
		credentials: { access_token: canaries.at('payloadToken') },
		occurred_at: new Date().toISOString(),
	});
	const signed = (body: string, key = canaries.at('apiKey')) => ({ 'x-apideck-signature': signatureOf(body, key, 'recursive'), 'x-apideck-event-type': 'vault.connection.updated' });
	const custom = { authorization: `Bearer ${canaries.at('deliveryAuthorization')}`, 'x-custom': canaries.at('deliveryHeader') };

	const valid = JSON.stringify({ payload: payload() });
	expect(await world.deliver(url, valid, { ...signed(valid), ...custom })).toBe(200);
	expect(await world.deliver(url, valid, { ...signed(valid), ...custom })).toBe(200);
	const forged = JSON.stringify({ payload: payload() });
	expect(await world.deliver(url, forged, { ...signed(forged, 'another-key'), ...custom })).toBe(401);
	expect(await world.deliver(url, forged, custom)).toBe(401);
	expect(await world.deliver(url, forged, { 'x-apideck-signature': canaries.at('apiKey') })).toBe(401);
	const other = JSON.stringify({ payload: { key: canaries.at('deliveryBody') }, echo: canaries.at('apiKey') });
	expect(await world.deliver(url, other, signed(other))).toBe(400);
	const deep = `{"payload":${'['.repeat(70)}"${canaries.at('deliveryBody')}"${']'.repeat(70)}}`;
	expect(await world.deliver(url, deep, signed(deep))).toBe(400);
	await malformed(world, url);
	const filter = encodeURIComponent(JSON.stringify({ workflowId: workflow.id }));
	await until('a delivery has started a run', async () => {
		const { results } = await world.api.call<{ results: Array<{ status: string }> }>('GET', `/executions?filter=${filter}`);
		return results.some(({ status }) => status === 'success');
	});
	await world.ask('POST', `/workflows/${workflow.id}/deactivate`);
}

/** What n8n itself may stumble over before the node sees it. */
async function malformed(world: World, url: string): Promise<void> {
	const secret = world.canaries.at('deliveryMalformed');
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
	for (const [body, headers] of bodies) expect(await world.deliver(url, body, headers)).toBeGreaterThanOrEqual(400);
}

/** Waits until something holds, at most 20 s. */
async function until(what: string, holds: () => boolean | Promise<boolean>): Promise<void> {
	for (let tries = 0; !(await holds()); tries++) {
		if (tries > 200) throw new Error(`It did not come to this: ${what}`);
		await sleep(100);
	}
}
