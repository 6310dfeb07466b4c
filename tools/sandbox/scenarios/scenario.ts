import type { ConnectionRecord, Connector, ConsumerRecord, Integration } from '../wire';
import type { LogSeed } from './logs';

/**
 * The initial data of a sandbox. Consumers are addressed by position, so that a large scenario can compute them on demand. The vault stores
 * changes separately, so a scenario never changes.
 */
export interface Scenario {
	name: string;
	integrations: Integration[];
	connectors: Connector[];
	consumerCount: number;
	/** Position of a consumer ID, or -1. */
	positionOf(consumerId: string): number;
	consumerAt(position: number): ConsumerRecord;
	/** A new or shared list. The vault copies it before writing. */
	connectionsAt(position: number): ConnectionRecord[];
	/** The request logs of the consumers. Default none. */
	logs?: LogSeed;
}

/** Builds a scenario whose times are relative to `now` (Unix milliseconds). */
export type ScenarioFactory = (now: number) => Scenario;
