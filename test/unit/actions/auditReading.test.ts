import { sleep } from 'n8n-workflow';

import { Integrations } from '../../../nodes/ApideckVault/actions/audit/integrations';
import { Outage } from '../../../nodes/ApideckVault/actions/audit/outage';
import type { Reason } from '../../../nodes/ApideckVault/transport/remedies';
import type { Connection } from '../../../nodes/ApideckVault/vault/connection';

const USUAL = { timeout: 60_000, maxRetries: 8, initialInterval: 500, maxInterval: 60_000, maxElapsedTime: 300_000 };

describe('an outage', () => {
	const failing = (times: number, reason: Reason = 'server_unavailable') => {
		const outage = new Outage();
		for (let time = 0; time < times; time++) outage.failed(reason);
		return outage;
	};
	/** What the next so many consumers are asked with: the usual settings, a quick try, or nothing. */
	const next = (outage: Outage, many: number) =>
		Array.from({ length: many }, () => {
			const settings = outage.settings(USUAL);
			return settings === undefined ? '-' : settings === USUAL ? 'usual' : 'quick';
		}).join(' ');

	it('is what 20 consumers in a row say; then only every 20th is asked, quickly', () => {
		expect(next(failing(19), 3)).toBe('usual usual usual');
		expect(next(failing(20), 42)).toBe(['quick', ...Array<string>(19).fill('-'), 'quick', ...Array<string>(19).fill('-'), 'quick', '-'].join(' '));
	});

	it('asks quickly once, for 10 seconds at most', () => {
		expect(failing(20).settings(USUAL)).toEqual({ ...USUAL, maxRetries: 0, timeout: 10_000 });
		expect(failing(20).settings({ ...USUAL, timeout: 2_000 })).toMatchObject({ maxRetries: 0, timeout: 2_000 });
	});

	it('ends with the first answer', () => {
		const outage = failing(20);
		next(outage, 5);
		outage.answered();
		expect(next(outage, 2)).toBe('usual usual');
		for (let time = 0; time < 20; time++) outage.failed('timeout');
		expect(next(outage, 2)).toBe('quick -');
	});

	it.each<[Reason, boolean]>([
		['network', true],
		['timeout', true],
		['server_unavailable', true],
		['unexpected_answer', true],
		['not_found', false],
		['plan_limit', false],
		['connection_unauthorized', false],
		['invalid_state', false],
	])('%s is silence: %s', (reason, silent) => {
		expect(next(failing(20, reason), 2)).toBe(silent ? 'quick -' : 'usual usual');
		const broken = failing(19);
		broken.failed(reason);
		expect(next(broken, 1)).toBe(silent ? 'quick' : 'usual');
	});
});

describe('what the integrations are', () => {
	const XERO: Connection = { unified_api: 'accounting', service_id: 'xero', integration_state: 'configured', oauth_grant_type: 'authorization_code', state: 'available' };

	/** Readings under way by consumer, each to be answered or refused by the test. */
	function reading() {
		const started: string[] = [];
		const ends = new Map<string, { resolve(list: Connection[] | undefined): void; reject(error: Error): void }>();
		const integrations = new Integrations(async (consumerId) => {
			started.push(consumerId);
			return await new Promise<Connection[] | undefined>((resolve, reject) => ends.set(consumerId, { resolve, reject }));
		});
		const learn = async (consumerId: string) => await integrations.learn(consumerId).then((learned) => (learned ? 'learned' : 'unread'), (error: Error) => error.message);
		return { started, ends, integrations, learn };
	}

	const turn = async () => await sleep(0);

	it('is read once, from the first consumer, for which all others wait', async () => {
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

	it('when reading fails, that is the matter of one consumer; the others do not wait for each other', async () => {
		const { started, ends, integrations, learn } = reading();
		const [a, b, c] = ['a', 'b', 'c'].map(learn);
		await turn();
		ends.get('a')?.resolve(undefined);
		expect(await a).toBe('unread');
		await turn();
		expect(started).toEqual(['a', 'b', 'c']);
		expect(integrations.unread).toBe(true);
		ends.get('b')?.resolve(undefined);
		ends.get('c')?.resolve([XERO]);
		expect(await Promise.all([b, c])).toEqual(['unread', 'learned']);
		expect(await learn('d')).toBe('learned');
		expect(started).toHaveLength(3);
		expect(integrations.unread).toBe(false);
	});

	it('W17: is asked of 20 consumers at most when none of them can tell', async () => {
		const integrations = new Integrations(async () => await Promise.resolve(undefined));
		for (let consumer = 0; consumer < 20; consumer++) expect(await integrations.learn(`c${consumer}`)).toBe(false);
		expect(await integrations.learn('another')).toBe(true);
		expect(integrations.unread).toBe(true);
	});

	it('passes on what must end the audit', async () => {
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
