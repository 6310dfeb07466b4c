import type { Scenario } from '../../sandbox';

/** A connection is known by these three. */
export function keyOf(consumerId: string, unifiedApi: string, serviceId: string): string {
	return `${consumerId} ${unifiedApi} ${serviceId}`;
}

/** Keys of all connections of a scenario that are not in order, read from its raw records: not by the rules of the audit. */
export function expectedFindings(scenario: Scenario, consumers: number): string[] {
	return Array.from({ length: consumers }, (_, position) => {
		const consumerId = scenario.consumerAt(position).consumer_id;
		return scenario
			.connectionsAt(position)
			.filter(({ state, health }) => state !== 'callable' || health !== 'ok')
			.map(({ unified_api: api, service_id: service }) => keyOf(consumerId, api, service));
	}).flat();
}
