import type { ConnectionRecord, Integration } from '../wire';
import { CATALOGUE, CONNECTORS } from './catalogue';
import { degradedSince, needsAuth, purgedIn, rejected, revoked, works, type Story } from './default/stories';
import type { ScenarioFactory } from './scenario';
import { MINUTE, seedConnection, seedConsumer } from './seed';

export interface LargeOptions {
	/** Number of consumers; default 10,000. */
	consumers?: number;
	/** Connections of each; default 5, at most the number of usable integrations. */
	connectionsPerConsumer?: number;
	/** Share of connections that do not work, 0 to 1; default 0.02. */
	brokenShare?: number;
	/** Log records of each; default 60. */
	logsPerConsumer?: number;
	/** The same seed gives the same data; default 1. */
	seed?: number;
}

const ID_DIGITS = 6;
const BROKEN_OAUTH: Story[] = [needsAuth, purgedIn(5), purgedIn(40), revoked, degradedSince(30)];
const BROKEN_KEYS: Story[] = [rejected, revoked, degradedSince(30)];

const asksNothingMore = ({ integration_state: state, custom_mappings: mappings }: Integration) =>
	state === 'configured' && mappings.every(({ required }) => !required);

/** Integrations in which a connection works without more ado, so that `brokenShare` is the whole share of broken ones. */
const USABLE = CATALOGUE.filter(({ integration }) => asksNothingMore(integration));

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
 * A scenario of many consumers that keeps none of them in memory: consumers and connections are computed from the seed on
 * every read, `consumer-000001` first.
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
		integrations: CATALOGUE.map(({ integration }) => integration),
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
				const stories = entry.integration.oauth_grant_type ? BROKEN_OAUTH : BROKEN_KEYS;
				const story = broken ? pick(stories, hashed(seed + 1, position, index)) : works;
				records.push(seedConnection(entry, now, story(now)));
			}
			return records;
		},
	});
}
