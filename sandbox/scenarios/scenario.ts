import type { ConnectionRecord, Connector, ConsumerRecord, Integration } from '../wire';
import type { LogSeed } from './logs';

/**
 * The data a sandbox starts with. Consumers are addressed by position so that a large scenario can compute them on
 * demand; what requests change is kept beside it by the vault, so a scenario never changes.
 */
export interface Scenario {
	name: string;
	integrations: Integration[];
	connectors: Connector[];
	consumerCount: number;
	/** Position of a consumer id, -1 when there is none. */
	positionOf(consumerId: string): number;
	consumerAt(position: number): ConsumerRecord;
	/** A fresh or shared list; the vault copies before it writes. */
	connectionsAt(position: number): ConnectionRecord[];
	/** What the request log of every consumer holds; nothing unless given. */
	logs?: LogSeed;
}

/** Builds a scenario whose times are relative to `now` (Unix milliseconds). */
export type ScenarioFactory = (now: number) => Scenario;
