import type { Scenario } from '../../tools/sandbox';
import { CATALOG, catalogEntry, CONNECTORS } from '../../tools/sandbox/scenarios/catalog';
import { MINUTE, seedConnection, seedConsumer, type ConnectionSeed } from '../../tools/sandbox/scenarios/seed';
import { missingSettings, needsAuth, purgedIn, revoked, works, type SeedFactory } from '../../tools/sandbox/scenarios/default/connectionSeeds';

/** The suite's consumers, which differ only in what an audit finds. No name contains another one, so that a search finds exactly one. */
export const CONSUMERS = ['acme-a', 'brix-b', 'corp-c', 'duna-d', 'elan-e', 'fern-f'] as const;

/** A consumer that does not exist. Its requests end with 404. */
export const UNKNOWN_CONSUMER = 'nobody';

/** More than a page of 200. */
const LOGS = 260;

const SERVICES = ['crm+salesforce', 'crm+hubspot', 'crm+pipedrive', 'accounting+quickbooks', 'hris+workday', 'hris+bamboohr'];

const AUDITED: SeedFactory[] = [needsAuth, revoked, missingSettings, purgedIn(5), works, purgedIn(40)];

/** Only `crm+hubspot` differs between consumers. All other connections work. */
function seeds(position: number, now: number): Array<[key: string, seed: ConnectionSeed]> {
	return SERVICES.map((key) => [key, (key === 'crm+hubspot' ? AUDITED[position % AUDITED.length]! : works)(now)]);
}

/** Six consumers with the same six connections each, so that every item of a run has its own target. */
export function faultScenario(now: number): Scenario {
	return {
		name: 'faults',
		integrations: CATALOG.map(({ integration }) => integration),
		connectors: [...CONNECTORS],
		consumerCount: CONSUMERS.length,
		positionOf: (id) => (CONSUMERS as readonly string[]).indexOf(id),
		consumerAt: (position) => {
			const id = CONSUMERS[position];
			if (id === undefined) throw new RangeError(`No consumer at position ${position}`);
			return seedConsumer(id, now, { metadata: { account_name: `Company ${id}` } });
		},
		connectionsAt: (position) => seeds(position, now).map(([key, seed]) => seedConnection(catalogEntry(key), now, seed)),
		logs: { perConsumer: LOGS, newest: now - MINUTE },
	};
}
