import type { Scenario } from '../../sandbox';
import { CATALOGUE, catalogueEntry, CONNECTORS } from '../../sandbox/scenarios/catalogue';
import { MINUTE, seedConnection, seedConsumer, type ConnectionSeed } from '../../sandbox/scenarios/seed';
import { missingSettings, needsAuth, purgedIn, revoked, works, type Story } from '../../sandbox/scenarios/default/stories';

/** Consumers of the suite, all alike but for what an audit finds. None is part of another's name, so that a search finds one. */
export const CONSUMERS = ['acme-a', 'brix-b', 'corp-c', 'duna-d', 'elan-e', 'fern-f'] as const;

/** In no sandbox: what is asked of it ends in 404. */
export const NOBODY = 'nobody';

/** More than a page of 200. */
const LOGS = 260;

const SERVICES = ['crm+salesforce', 'crm+hubspot', 'crm+pipedrive', 'accounting+quickbooks', 'hris+workday', 'hris+bamboohr'];

const AUDITED: Story[] = [needsAuth, revoked, missingSettings, purgedIn(5), works, purgedIn(40)];

/** `crm+hubspot` differs from consumer to consumer; every other connection works. */
function seeds(position: number, now: number): Array<[key: string, seed: ConnectionSeed]> {
	return SERVICES.map((key) => [key, (key === 'crm+hubspot' ? AUDITED[position % AUDITED.length]! : works)(now)]);
}

/** Six consumers, each with the same six connections, so that every item of a run has a target of its own. */
export function faultScenario(now: number): Scenario {
	return {
		name: 'faults',
		integrations: CATALOGUE.map(({ integration }) => integration),
		connectors: [...CONNECTORS],
		consumerCount: CONSUMERS.length,
		positionOf: (id) => (CONSUMERS as readonly string[]).indexOf(id),
		consumerAt: (position) => {
			const id = CONSUMERS[position];
			if (id === undefined) throw new RangeError(`No consumer at position ${position}`);
			return seedConsumer(id, now, { metadata: { account_name: `Company ${id}` } });
		},
		connectionsAt: (position) => seeds(position, now).map(([key, seed]) => seedConnection(catalogueEntry(key), now, seed)),
		logs: { perConsumer: LOGS, newest: now - MINUTE },
	};
}
