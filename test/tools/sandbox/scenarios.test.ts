import { defaultScenario, demoScenario, large, startSandbox } from '../../../tools/sandbox';
import { CATALOG } from '../../../tools/sandbox/scenarios/catalog';
import { call } from './call';

const NOW = Date.parse('2026-06-01T08:00:00.000Z');

describe("the demo's scenario", () => {
	const scenario = demoScenario(NOW);
	const consumers = Array.from({ length: scenario.consumerCount }, (_, position) => scenario.consumerAt(position));

	it('shows companies with names, and no test strings', () => {
		for (const { consumer_id: id, metadata } of consumers) {
			expect(id).toMatch(/^[a-z-]+$/);
			expect(metadata.account_name).toMatch(/^[\p{L} &]+$/u);
		}
	});

	it('contains the consumers of the default scenario, without the edge cases', () => {
		const all = defaultScenario(NOW);
		const ids = consumers.map(({ consumer_id: id }) => id);
		expect(ids).toEqual(ids.map((_, position) => all.consumerAt(position).consumer_id));
		expect(ids.length).toBeLessThan(all.consumerCount);
	});

	it('contains connections in every state and health', () => {
		const connections = consumers.flatMap((_, position) => scenario.connectionsAt(position));
		expect(new Set(connections.map(({ state }) => state)).size).toBe(5);
		expect(new Set(connections.map(({ health }) => health)).size).toBe(9);
	});
});

describe('the default scenario', () => {
	const scenario = defaultScenario(NOW);
	const consumers = Array.from({ length: scenario.consumerCount }, (_, position) => scenario.consumerAt(position));
	const connections = consumers.flatMap((_, position) => scenario.connectionsAt(position));

	it('has the documented size', () => {
		expect(consumers.length).toBeGreaterThanOrEqual(30);
		expect(new Set(CATALOG.map(({ integration }) => integration.service_id)).size).toBeGreaterThanOrEqual(12);
		expect(new Set(CATALOG.map(({ integration }) => integration.unified_api)).size).toBeGreaterThanOrEqual(4);
	});

	it('contains every state and health value and an unknown one', () => {
		expect(new Set(connections.map(({ state }) => state))).toEqual(
			new Set(['added', 'authorized', 'callable', 'invalid', 'quarantined']),
		);
		expect(new Set(connections.map(({ health }) => health))).toEqual(
			new Set([
				'ok',
				'degraded',
				'pending_refresh',
				'needs_auth',
				'pending_confirmation',
				'needs_consent',
				'missing_settings',
				'revoked',
				'quarantined',
			]),
		);
	});

	it('contains edge cases', () => {
		const hours = (time: number) => (time - NOW) / 3_600_000;
		expect(connections.map(({ credentials_expire_at: at }) => at && hours(at))).toEqual(
			expect.arrayContaining([5, 40]),
		);
		expect(
			connections
				.filter(({ last_downstream_error_at: at }) => at)
				.map(({ last_downstream_error_at: at }) => -hours(at)),
		).toEqual(expect.arrayContaining([1, 72]));
		expect(connections.some(({ enabled, state }) => !enabled && state === 'callable')).toBe(true);
		const states = new Set(CATALOG.map(({ integration }) => integration.integration_state));
		expect(states).toEqual(new Set(['configured', 'needs_configuration', 'disabled']));
		expect(consumers.filter(({ metadata }) => metadata.account_name === undefined).length).toBeGreaterThanOrEqual(2);
		expect(consumers.some(({ metadata }) => metadata.account_name === '<img src=x onerror=alert(1)>')).toBe(true);
		expect(
			consumers.filter((_, position) => scenario.connectionsAt(position).length === 0).length,
		).toBeGreaterThanOrEqual(2);
	});

	it('has form fields of every type and flag', () => {
		const fields = CATALOG.flatMap(({ integration }) => integration.form_fields);
		expect(new Set(fields.map(({ type }) => type))).toEqual(
			new Set([
				'text',
				'checkbox',
				'tel',
				'email',
				'url',
				'textarea',
				'select',
				'filtered-select',
				'multi-select',
				'datetime',
				'date',
				'time',
				'number',
				'password',
			]),
		);
		for (const flag of [
			'required',
			'hidden',
			'deprecated',
			'disabled',
			'sensitive',
			'allow_custom_values',
			'prefix',
			'suffix',
		] as const) {
			expect([flag, fields.some((field) => field[flag])]).toEqual([flag, true]);
		}
		expect(fields.some(({ options }) => options?.some(({ option_type: type }) => type === 'group'))).toBe(true);
	});
});

describe('a large scenario', () => {
	it('has the same data for the same seed, and about the requested share of broken connections', () => {
		const of = (seed: number) => {
			const scenario = large({ consumers: 2_000, brokenShare: 0.1, seed })(NOW);
			return Array.from({ length: 2_000 }, (_, position) => scenario.connectionsAt(position)).flat();
		};
		const [first, again, other] = [of(7), of(7), of(8)];
		expect(first).toEqual(again);
		expect(first).not.toEqual(other);
		expect(first).toHaveLength(10_000);
		const broken = first.filter(({ state, health }) => state !== 'callable' || health !== 'ok').length;
		expect(broken / first.length).toBeGreaterThan(0.08);
		expect(broken / first.length).toBeLessThan(0.12);
		expect(of(7).some(({ health }) => health === 'pending_refresh')).toBe(true);
	});

	it('stores only written consumers', async () => {
		const sandbox = await startSandbox({ scenario: large({ consumers: 10_000 }) });
		try {
			expect(sandbox.credentials.consumerId).toBe('consumer-000001');
			const last = { consumerId: 'consumer-010000' };
			const { data } = await call(sandbox, 'GET', '/vault/connections?configured=true', last);
			expect(data.data).toHaveLength(5);
			const { unified_api: api, service_id: service } = data.data[0];
			await call(sandbox, 'PATCH', `/vault/connections/${api}/${service}`, { ...last, body: { enabled: false } });
			const after = await call(sandbox, 'GET', `/vault/connections/${api}/${service}`, last);
			expect(after.data.data.enabled).toBe(false);
			expect((await call(sandbox, 'GET', '/vault/connections', { consumerId: 'consumer-010001' })).status).toBe(404);
		} finally {
			await sandbox.close();
		}
	});
});
