import type { ConnectionRecord, ConsumerRecord } from '../../wire';
import { CATALOG, catalogEntry, CONNECTORS } from '../catalog';
import type { ScenarioFactory } from '../scenario';
import { MINUTE, seedConnection, seedConsumer } from '../seed';
import { COMPANIES, type SeededConsumer } from './companies';
import { EDGE_CASES } from './edgeCases';

const scenarioOf =
	(name: string, seeds: SeededConsumer[]): ScenarioFactory =>
	(now) => {
		const consumers: ConsumerRecord[] = [];
		const connections: ConnectionRecord[][] = [];
		const positions = new Map<string, number>();
		for (const { id, metadata, overPlan, connections: own } of seeds) {
			positions.set(id, consumers.length);
			consumers.push(seedConsumer(id, now, { metadata, ...(overPlan && { over_plan: true }) }));
			connections.push(Object.entries(own).map(([key, createSeed]) => seedConnection(catalogEntry(key), now, createSeed(now))));
		}
		const at = <T>(list: T[], position: number): T => {
			const item = list[position];
			if (item === undefined) throw new RangeError(`No consumer at position ${position}`);
			return item;
		};
		return {
			name,
			integrations: CATALOG.map(({ integration }) => integration),
			connectors: [...CONNECTORS],
			consumerCount: consumers.length,
			positionOf: (consumerId) => positions.get(consumerId) ?? -1,
			consumerAt: (position) => at(consumers, position),
			connectionsAt: (position) => at(connections, position),
			logs: { perConsumer: 450, newest: now - MINUTE },
		};
	};

/** What people who try the node see: connections of fictional companies in every state and health. */
export const demoScenario = scenarioOf(
	'demo',
	COMPANIES.map(({ contact, ...company }) => ({ ...company, metadata: { ...company.metadata, ...(contact && { user_name: contact }) } })),
);

/** For tests: the demo's companies and the edge cases. */
export const defaultScenario = scenarioOf('default', [...COMPANIES, ...EDGE_CASES]);
