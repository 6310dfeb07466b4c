import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { startSandbox, type Sandbox } from '../../../tools/sandbox';
import { call } from './call';
import { startEndpoint } from './endpoint';

const PIPEDRIVE = { consumerId: 'test-consumer', unifiedApi: 'crm', serviceId: 'pipedrive' };

let folder: string;
let stateFile: string;
let running: Sandbox[] = [];
beforeEach(() => {
	folder = mkdtempSync(path.join(tmpdir(), 'apideck-vault-state-'));
	stateFile = path.join(folder, 'kept', 'sandbox.json');
});
afterEach(async () => {
	await Promise.all(running.map(async (sandbox) => await sandbox.close()));
	running = [];
	rmSync(folder, { recursive: true });
});

async function start(now?: number): Promise<Sandbox> {
	const sandbox = await startSandbox({ stateFile, ...(now !== undefined && { now: () => now }) });
	running.push(sandbox);
	return sandbox;
}

async function restart(before: Sandbox): Promise<Sandbox> {
	await before.close();
	return await start();
}

it('keeps changed connections and consumers between two starts', async () => {
	const first = await start();
	first.transition(PIPEDRIVE, 'revoked');
	await call(first, 'POST', '/vault/consumers', { consumerId: null, body: { consumer_id: 'added-later', metadata: { account_name: 'Added Later' } } });
	await call(first, 'DELETE', '/vault/consumers/redwood-signal', { consumerId: null });
	const ids = first.vault.consumerIds();

	const second = await restart(first);
	expect(second.vault.get(PIPEDRIVE)).toEqual(first.vault.get(PIPEDRIVE));
	expect(second.vault.get(PIPEDRIVE)?.health).toBe('revoked');
	expect(second.vault.consumerIds()).toEqual(ids);
	expect(ids).toContain('added-later');
	expect(ids).not.toContain('redwood-signal');
});

it('saves after each request, so that a killed process loses nothing', async () => {
	const first = await start();
	await call(first, 'GET', '/vault/connections');
	expect(existsSync(stateFile)).toBe(false);
	await call(first, 'PATCH', '/vault/connections/crm/pipedrive', { body: { enabled: false } });
	expect((await start()).vault.get(PIPEDRIVE)?.enabled).toBe(false);
});

it('keeps webhook subscriptions, and sends them the events of the next start', async () => {
	const endpoint = await startEndpoint();
	const first = await start();
	const body = { unified_api: 'vault', status: 'enabled', delivery_url: endpoint.url, events: ['*'] };
	await call(first, 'POST', '/webhook/webhooks', { consumerId: null, body });
	const second = await restart(first);
	second.transition(PIPEDRIVE, 'revoked');
	await second.idle();
	expect(endpoint.types()).toEqual(['revoked']);
	await endpoint.close();
});

it('keeps the deadlines of changed connections, and starts those of unchanged ones anew', async () => {
	const DAY = 24 * 3_600_000;
	const unchanged = { consumerId: 'copper-lantern-studio', unifiedApi: 'crm', serviceId: 'hubspot' };
	const first = await start(DAY);
	first.transition(PIPEDRIVE, 'token_refresh.pending');
	await first.close();
	const second = await start(2 * DAY);
	const expiry = (sandbox: Sandbox, key: typeof PIPEDRIVE) => sandbox.vault.get(key)?.credentials_expire_at;
	expect(expiry(second, PIPEDRIVE)).toBe(expiry(first, PIPEDRIVE));
	expect(expiry(second, unchanged)).toBe((expiry(first, unchanged) ?? 0) + DAY);
});

it('forgets everything after a reset', async () => {
	const first = await start();
	first.transition(PIPEDRIVE, 'revoked');
	await call(first, 'POST', '/_sandbox/reset');
	expect((await restart(first)).vault.get(PIPEDRIVE)?.health).toBe('ok');
});

it('omits consumers and services that the scenario no longer has', async () => {
	const first = await start();
	first.transition(PIPEDRIVE, 'revoked');
	await first.close();
	const renamed = readFileSync(stateFile, 'utf8').replaceAll('"pipedrive"', '"renamed"');
	writeFileSync(stateFile, renamed.replaceAll('"changed":[', '"changed":[["nobody",null],'));
	const second = await start();
	expect(second.vault.get(PIPEDRIVE)).toBeUndefined();
	const { data } = await call(second, 'GET', '/vault/connections?configured=true');
	expect(data.data.map(({ service_id: id }: { service_id: string }) => id).sort()).toEqual(['netsuite', 'salesforce', 'workday']);
	expect(second.vault.consumerIds()).not.toContain('nobody');
});

it('names a damaged file', async () => {
	await (await start()).close();
	writeFileSync(stateFile, '{"vault":');
	await expect(startSandbox({ stateFile })).rejects.toThrow(`${stateFile} is damaged. Delete it`);
});
