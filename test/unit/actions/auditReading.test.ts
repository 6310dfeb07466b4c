import { sleep } from 'n8n-workflow';

import { Integrations } from '../../../nodes/ApideckVault/audit/scan/details';
import { CircuitBreaker } from '../../../nodes/ApideckVault/transport/concurrency';
import type { Reason } from '../../../nodes/ApideckVault/transport/errorCatalog';
import type { Connection } from '../../../nodes/ApideckVault/api/connection';

const USUAL = { timeout: 60_000, maxRetries: 8, initialInterval: 500, maxInterval: 60_000, maxElapsedTime: 300_000 };

describe('the circuit breaker of the audit', () => {
	const failing = (times: number, reason: Reason = 'server_unavailable') => {
		const outage = new CircuitBreaker();
		for (let time = 0; time < times; time++) outage.onFailure(reason);
		return outage;
	};
	/** What the next so many consumers are asked with: the usual settings, a quick try, or nothing. */
	const next = (outage: CircuitBreaker, many: number) =>
		Array.from({ length: many }, () => {
			const settings = outage.next(USUAL);
			return settings === undefined ? '-' : settings === USUAL ? 'usual' : 'quick';
		}).join(' ');

	it('opens after 20 failures in a row, and then tries only every 20th consumer with short settings', () => {
		expect(next(failing(19), 3)).toBe('usual usual usual');
		expect(next(failing(20), 42)).toBe(['quick', ...Array<string>(19).fill('-'), 'quick', ...Array<string>(19).fill('-'), 'quick', '-'].join(' '));
	});

	it('tries once for at most 10 seconds while it is open', () => {
		expect(failing(20).next(USUAL)).toEqual({ ...USUAL, maxRetries: 0, timeout: 10_000 });
		expect(failing(20).next({ ...USUAL, timeout: 2_000 })).toMatchObject({ maxRetries: 0, timeout: 2_000 });
	});

	it('closes with the first response', () => {
		const outage = failing(20);
		next(outage, 5);
		outage.onSuccess();
		expect(next(outage, 2)).toBe('usual usual');
		for (let time = 0; time < 20; time++) outage.onFailure('timeout');
		expect(next(outage, 2)).toBe('quick -');
	});

	it.each<[Reason, boolean]>([
		['connection_lost', true],
		['network', true],
		['timeout', true],
		['server_unavailable', true],
		['unexpected_response', true],
		['not_found', false],
		['plan_limit', false],
		['connection_unauthorized', false],
		['invalid_state', false],
	])('counts %s as a failure: %s', (reason, silent) => {
		expect(next(failing(20, reason), 2)).toBe(silent ? 'quick -' : 'usual usual');
		const broken = failing(19);
		broken.onFailure(reason);
		expect(next(broken, 1)).toBe(silent ? 'quick' : 'usual');
	});
});

describe('the state of the integrations', () => {
	const XERO: Connection = { unified_api: 'accounting', service_id: 'xero', integration_state: 'configured', oauth_grant_type: 'authorization_code', state: 'available' };

	/** Readings under way by consumer, each to be resolved or rejected by the test. */
	function reading() {
		const started: string[] = [];
		const ends = new Map<string, { resolve(list: Connection[] | undefined): void; reject(error: Error): void }>();
		const integrations = new Integrations(async (consumerId) => {
			started.push(consumerId);
			return await new Promise<Connection[] | undefined>((resolve, reject) => ends.set(consumerId, { resolve, reject }));
		});
		const learn = async (consumerId: string) => await integrations.ensureLoaded(consumerId).then((learned) => (learned ? 'learned' : 'unread'), (error: Error) => error.message);
		return { started, ends, integrations, learn };
	}

	const turn = async () => await sleep(0);

	it('is loaded once from the first consumer, for which all others wait', async () => {
		const { started, ends, integrations, learn } = reading();
		const all = Promise.all(['a', 'b', 'c'].map(learn));
		await turn();
		expect(started).toEqual(['a']);
		ends.get('a')?.resolve([XERO]);
		expect(await all).toEqual(['learned', 'learned', 'learned']);
		expect(await learn('d')).toBe('learned');
		expect(started).toEqual(['a']);
		expect(integrations.facts({ unified_api: 'accounting', service_id: 'xero' })).toEqual({ integration_state: 'configured', oauth_grant_type: 'authorization_code' });
		expect(integrations.facts({ unified_api: 'crm', service_id: 'xero' })).toBeUndefined();
	});

	it('is unavailable for one consumer only if loading fails, and the others do not wait for each other', async () => {
		const { started, ends, integrations, learn } = reading();
		const [a, b, c] = ['a', 'b', 'c'].map(learn);
		await turn();
		ends.get('a')?.resolve(undefined);
		expect(await a).toBe('unread');
		await turn();
		expect(started).toEqual(['a', 'b', 'c']);
		expect(integrations.unavailable).toBe(true);
		ends.get('b')?.resolve(undefined);
		ends.get('c')?.resolve([XERO]);
		expect(await Promise.all([b, c])).toEqual(['unread', 'learned']);
		expect(await learn('d')).toBe('learned');
		expect(started).toHaveLength(3);
		expect(integrations.unavailable).toBe(false);
	});

	it('is requested from at most 20 consumers if loading always fails', async () => {
		const integrations = new Integrations(async () => await Promise.resolve(undefined));
		for (let consumer = 0; consumer < 20; consumer++) expect(await integrations.ensureLoaded(`c${consumer}`)).toBe(false);
		expect(await integrations.ensureLoaded('another')).toBe(true);
		expect(integrations.unavailable).toBe(true);
	});

	it('rethrows errors that must end the audit', async () => {
		const { ends, learn } = reading();
		const [a, b] = ['a', 'b'].map(learn);
		await turn();
		ends.get('a')?.reject(new Error('canceled'));
		expect(await a).toBe('canceled');
		await turn();
		ends.get('b')?.reject(new Error('canceled too'));
		expect(await b).toBe('canceled too');
	});
});
