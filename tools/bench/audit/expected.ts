import type { Scenario } from '../../sandbox';

/** These three values identify a connection. */
export function keyOf(consumerId: string, unifiedApi: string, serviceId: string): string {
	return `${consumerId} ${unifiedApi} ${serviceId}`;
}

/** Keys of all broken connections of a scenario, read from its raw records, independent of the audit's rules. */
export function expectedFindings(scenario: Scenario, consumers: number): string[] {
	return Array.from({ length: consumers }, (_, position) => {
		const consumerId = scenario.consumerAt(position).consumer_id;
		return scenario
			.connectionsAt(position)
			.filter(({ state, health }) => state !== 'callable' || health !== 'ok')
			.map(({ unified_api: api, service_id: service }) => keyOf(consumerId, api, service));
	}).flat();
}
