import type { ConnectionRecord, Integration } from '../wire';
import { CATALOG, CONNECTORS } from './catalog';
import { degradedSince, needsAuth, purgedIn, rejected, revoked, works, type SeedFactory } from './default/connectionSeeds';
import type { ScenarioFactory } from './scenario';
import { MINUTE, seedConnection, seedConsumer } from './seed';

export interface LargeOptions {
	/** Number of consumers; default 10,000. */
	consumers?: number;
	/** Connections of each; default 5, at most the number of usable integrations. */
	connectionsPerConsumer?: number;
	/** Share of broken connections, 0 to 1. Default 0.02. */
	brokenShare?: number;
	/** Log records of each; default 60. */
	logsPerConsumer?: number;
	/** The same seed results in the same data. Default 1. */
	seed?: number;
}

const ID_DIGITS = 6;
const BROKEN_OAUTH: SeedFactory[] = [needsAuth, purgedIn(5), purgedIn(40), revoked, degradedSince(30)];
const BROKEN_KEYS: SeedFactory[] = [rejected, revoked, degradedSince(30)];

const needsNoSetup = ({ integration_state: state, custom_mappings: mappings }: Integration) =>
	state === 'configured' && mappings.every(({ required }) => !required);

/** Integrations in which a connection works without further setup, so that `brokenShare` is the exact share of broken ones. */
const USABLE = CATALOG.filter(({ integration }) => needsNoSetup(integration));

/** 0 <= result < 1 for three integers: a hash, so that any consumer can be computed without those before it. */
function hashed(seed: number, a: number, b: number): number {
	let h = (seed ^ 0x9e3779b9) >>> 0;
	for (const part of [a, b]) {
		h = Math.imul(h ^ part, 0x85ebca6b) >>> 0;
		h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35) >>> 0;
		h = (h ^ (h >>> 16)) >>> 0;
	}
	return h / 2 ** 32;
}

function pick<T>(list: readonly T[], share: number): T {
	const item = list[Math.floor(share * list.length)];
	if (item === undefined) throw new RangeError('Nothing to pick from');
	return item;
}

/**
 * A scenario of many consumers that are not kept in memory: consumers and connections are computed from the seed on every read, starting
 * with `consumer-000001`.
 */
export function large({
	consumers = 10_000,
	connectionsPerConsumer = 5,
	brokenShare = 0.02,
	logsPerConsumer = 60,
	seed = 1,
}: LargeOptions = {}): ScenarioFactory {
	const perConsumer = Math.min(connectionsPerConsumer, USABLE.length);
	return (now) => ({
		name: `large (${consumers} x ${perConsumer})`,
		logs: { perConsumer: logsPerConsumer, newest: now - MINUTE },
		integrations: CATALOG.map(({ integration }) => integration),
		connectors: [...CONNECTORS],
		consumerCount: consumers,
		positionOf: (consumerId) => {
			const digits = new RegExp(`^consumer-(\\d{${ID_DIGITS},})$`).exec(consumerId)?.[1];
			const position = Number(digits ?? 0) - 1;
			return position >= 0 && position < consumers ? position : -1;
		},
		consumerAt: (position) => {
			const id = `consumer-${String(position + 1).padStart(ID_DIGITS, '0')}`;
			return seedConsumer(id, now, { metadata: { account_name: `Fictional Company ${position + 1}` } });
		},
		connectionsAt: (position) => {
			const offset = Math.floor(hashed(seed, position, -1) * USABLE.length);
			const records: ConnectionRecord[] = [];
			for (let index = 0; index < perConsumer; index++) {
				const entry = USABLE[(offset + index) % USABLE.length];
				if (!entry) continue;
				const broken = hashed(seed, position, index) < brokenShare;
				const seedFactories = entry.integration.oauth_grant_type ? BROKEN_OAUTH : BROKEN_KEYS;
				const createSeed = broken ? pick(seedFactories, hashed(seed + 1, position, index)) : works;
				records.push(seedConnection(entry, now, createSeed(now)));
			}
			return records;
		},
	});
}
