import { defaultScenario, large, startSandbox, type ScenarioFactory } from '../../tools/sandbox';
import { headerValue, vendorClient } from './vendorClient';

const SCENARIOS: Array<[string, ScenarioFactory]> = [
	['default', defaultScenario],
	['large', large({ consumers: 8, connectionsPerConsumer: 18, brokenShare: 0.5 })],
];

describe.each(SCENARIOS)("the client's own response validation accepts the whole scenario: %s", (_name, scenario) => {
	it('every consumer and every connection', async () => {
		const sandbox = await startSandbox({ scenario });
		try {
			const client = vendorClient(sandbox);
			let connections = 0;
			for (const id of sandbox.vault.consumerIds()) {
				const consumer = (await client.vault.consumers.get({ consumerId: id })).getConsumerResponse?.data;
				expect(consumer?.consumerId).toBe(id);
				if (id === 'over-plan-company') continue;
				const consumerId = headerValue(id);
				const all = (await client.vault.connections.list({ consumerId })).getConnectionsResponse?.data ?? [];
				expect(all.length).toBeGreaterThan(15);
				const added = all.filter(({ state }) => state !== 'available');
				expect(added.map((c) => [c.unifiedApi, c.serviceId]).sort()).toEqual(
					consumer?.connections?.map((c) => [c.unifiedApi, c.serviceId]).sort(),
				);
				for (const { unifiedApi = '', serviceId = '', state, health } of added) {
					const one = await client.vault.connections.get({ consumerId, unifiedApi, serviceId });
					expect(one.getConnectionResponse?.data).toMatchObject({ state, health });
					connections++;
				}
			}
			expect(connections).toBeGreaterThan(50);
		} finally {
			await sandbox.close();
		}
	});
});
