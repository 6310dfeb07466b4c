import type { ConnectionRecord, ConsumerRecord } from '../../wire';
import { CATALOG, catalogEntry, CONNECTORS } from '../catalog';
import type { ScenarioFactory } from '../scenario';
import { MINUTE, seedConnection, seedConsumer } from '../seed';
import { DEFAULT_CONSUMERS } from './consumers';

/** The default scenario: every state and health value and many edge cases, in 37 fictional companies. */
export const defaultScenario: ScenarioFactory = (now) => {
	const consumers: ConsumerRecord[] = [];
	const connections: ConnectionRecord[][] = [];
	const positions = new Map<string, number>();
	for (const { id, metadata, overPlan, connections: seeds } of DEFAULT_CONSUMERS) {
		positions.set(id, consumers.length);
		consumers.push(seedConsumer(id, now, { metadata, ...(overPlan && { over_plan: true }) }));
		connections.push(
			Object.entries(seeds).map(([key, createSeed]) => seedConnection(catalogEntry(key), now, createSeed(now))),
		);
	}
	const at = <T>(list: T[], position: number): T => {
		const item = list[position];
		if (item === undefined) throw new RangeError(`No consumer at position ${position}`);
		return item;
	};
	return {
		name: 'default',
		integrations: CATALOG.map(({ integration }) => integration),
		connectors: [...CONNECTORS],
		consumerCount: consumers.length,
		positionOf: (consumerId) => positions.get(consumerId) ?? -1,
		consumerAt: (position) => at(consumers, position),
		connectionsAt: (position) => at(connections, position),
		logs: { perConsumer: 450, newest: now - MINUTE },
	};
};
