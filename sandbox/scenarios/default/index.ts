import type { ConnectionRecord, ConsumerRecord } from '../../wire';
import { CATALOGUE, catalogueEntry, CONNECTORS } from '../catalogue';
import type { ScenarioFactory } from '../scenario';
import { MINUTE, seedConnection, seedConsumer } from '../seed';
import { DEFAULT_CONSUMERS } from './consumers';

/** The hand-made scenario: every state and health value, and what is odd in practice, over 37 fictional companies. */
export const defaultScenario: ScenarioFactory = (now) => {
	const consumers: ConsumerRecord[] = [];
	const connections: ConnectionRecord[][] = [];
	const positions = new Map<string, number>();
	for (const { id, metadata, overPlan, connections: stories } of DEFAULT_CONSUMERS) {
		positions.set(id, consumers.length);
		consumers.push(seedConsumer(id, now, { metadata, ...(overPlan && { over_plan: true }) }));
		connections.push(
			Object.entries(stories).map(([key, story]) => seedConnection(catalogueEntry(key), now, story(now))),
		);
	}
	const at = <T>(list: T[], position: number): T => {
		const item = list[position];
		if (item === undefined) throw new RangeError(`No consumer at position ${position}`);
		return item;
	};
	return {
		name: 'default',
		integrations: CATALOGUE.map(({ integration }) => integration),
		connectors: [...CONNECTORS],
		consumerCount: consumers.length,
		positionOf: (consumerId) => positions.get(consumerId) ?? -1,
		consumerAt: (position) => at(consumers, position),
		connectionsAt: (position) => at(connections, position),
		logs: { perConsumer: 450, newest: now - MINUTE },
	};
};
