import { conflict, notFound } from '../errors';
import type { Scenario } from '../scenarios/scenario';
import type { ConnectionRecord, ConsumerRecord, Integration } from '../wire';
import { evaluate } from './evaluate';

/** The three ids that name a connection. */
export interface ConnectionKey {
	consumerId: string;
	unifiedApi: string;
	serviceId: string;
}

/** What a write did to one connection. `before` is missing for a new one, `after` for a deleted one. */
export interface ConnectionChange {
	consumerId: string;
	before?: ConnectionRecord;
	after?: ConnectionRecord;
	/** `before` went to another service and is now `after`. */
	migrated?: true;
}

/** The difference between a vault and its scenario. */
export interface VaultChanges {
	/** Changed consumers by ID; null = deleted. */
	changed: Array<[string, { consumer: ConsumerRecord; connections: ConnectionRecord[] } | null]>;
	/** IDs of consumers that the scenario does not have. */
	added: string[];
}

interface ConsumerEntry {
	consumer: ConsumerRecord;
	connections: Map<string, ConnectionRecord>;
}

const keyOf = (unifiedApi: string, serviceId: string) => `${unifiedApi}+${serviceId}`;

/**
 * The sandbox's state: a scenario plus later changes. Reading an unchanged consumer copies nothing. The first write to a consumer copies only that consumer.
 */
export class Vault {
	readonly integrations: Map<string, Integration>;

	/** Consumers changed since the start; null = deleted. */
	private readonly changed = new Map<string, ConsumerEntry | null>();

	/** Ids of consumers that the scenario did not have, in the order they came. */
	private readonly added: string[] = [];

	constructor(
		readonly scenario: Scenario,
		private readonly now: () => number,
		/** Called after every write, also after one that changed nothing. */
		private readonly onChange: (change: ConnectionChange) => void = () => undefined,
	) {
		this.integrations = new Map(
			scenario.integrations.map((integration) => [keyOf(integration.unified_api, integration.service_id), integration]),
		);
	}

	/** All changes since the scenario's start. */
	changes(): VaultChanges {
		const changed = [...this.changed].map(([id, entry]): VaultChanges['changed'][number] => [
			id,
			entry && { consumer: entry.consumer, connections: [...entry.connections.values()] },
		]);
		return { changed, added: this.added };
	}

	/** Applies saved changes to an unchanged vault. Those of consumers and integrations that the scenario no longer has are omitted. */
	restore({ changed, added }: VaultChanges): void {
		this.added.push(...added.filter((id) => this.scenario.positionOf(id) < 0));
		for (const [id, entry] of changed) {
			if (this.scenario.positionOf(id) < 0 && !this.added.includes(id)) continue;
			const connections = entry?.connections.map((record) => [keyOf(record.unified_api, record.service_id), record] as const);
			const known = connections?.filter(([key]) => this.integrations.has(key));
			this.changed.set(id, entry && { consumer: entry.consumer, connections: new Map(known) });
		}
	}

	/** Throws 404 when the application has no such integration. */
	integration(unifiedApi: string, serviceId: string): Integration {
		const found = this.integrations.get(keyOf(unifiedApi, serviceId));
		if (found) return found;
		const known = this.scenario.connectors.some((connector) => connector.service_id === serviceId);
		throw notFound(
			known ? 'Integration' : 'Connector',
			keyOf(unifiedApi, serviceId),
			known ? 'IntegrationNotFoundError' : 'ConnectorNotFoundError',
		);
	}

	findConsumer(consumerId: string): ConsumerRecord | undefined {
		const entry = this.changed.get(consumerId);
		if (entry !== undefined) return entry?.consumer;
		const position = this.scenario.positionOf(consumerId);
		return position < 0 ? undefined : this.scenario.consumerAt(position);
	}

	/** Throws 404 for an unknown consumer. */
	consumer(consumerId: string): ConsumerRecord {
		const found = this.findConsumer(consumerId);
		if (!found) throw notFound('Consumer', consumerId);
		return found;
	}

	/** The connections a consumer added, in the scenario's order; available ones are not among them. */
	connections(consumerId: string): ConnectionRecord[] {
		const entry = this.changed.get(consumerId);
		if (entry === null) return [];
		const records = entry ? [...entry.connections.values()] : this.seeded(consumerId);
		return records.map((record) => this.purged(record));
	}

	findConnection({ consumerId, unifiedApi, serviceId }: ConnectionKey): ConnectionRecord | undefined {
		const entry = this.changed.get(consumerId);
		if (entry === null) return undefined;
		const record = entry
			? entry.connections.get(keyOf(unifiedApi, serviceId))
			: this.seeded(consumerId).find((seed) => seed.unified_api === unifiedApi && seed.service_id === serviceId);
		return record && this.purged(record);
	}

	/** Throws 404 when the consumer has not added this connection. */
	connection(key: ConnectionKey): ConnectionRecord {
		const found = this.findConnection(key);
		if (!found) throw notFound('Connection', keyOf(key.unifiedApi, key.serviceId), 'ConnectionNotFoundError');
		return found;
	}

	/** An added connection without credentials or settings, not yet stored. */
	blank(integration: Integration): ConnectionRecord {
		const now = this.now();
		return {
			unified_api: integration.unified_api,
			service_id: integration.service_id,
			state: 'added',
			health: 'ok',
			enabled: true,
			authorization: 'none',
			refresh_error: null,
			settings: {},
			metadata: null,
			configuration: [],
			custom_mappings: {},
			consent_state: integration.application_data_scopes ? 'pending' : 'implicit',
			consents: [],
			credentials_expire_at: 0,
			last_refresh_failed_at: 0,
			last_downstream_error_at: 0,
			created_at: now,
			updated_at: now,
		};
	}

	/** Stores a connection. With `recompute` its state and health follow from its contents, otherwise they stay as given. */
	put(consumerId: string, record: ConnectionRecord, recompute: boolean): ConnectionRecord {
		const integration = this.integration(record.unified_api, record.service_id);
		const stored = recompute ? { ...record, ...evaluate(integration, record) } : record;
		const key = { consumerId, unifiedApi: record.unified_api, serviceId: record.service_id };
		const before = this.findConnection(key);
		this.entry(consumerId).connections.set(keyOf(record.unified_api, record.service_id), stored);
		this.onChange({ consumerId, before, after: stored });
		return stored;
	}

	/**
	 * Changes a connection's raw record without applying any rule, and adds the connection if needed. For tests and other processes that need an exact state.
	 */
	set(key: ConnectionKey, change: Partial<ConnectionRecord>): ConnectionRecord {
		this.consumer(key.consumerId);
		const integration = this.integration(key.unifiedApi, key.serviceId);
		const { unified_api, service_id } = integration;
		const record = this.findConnection(key) ?? this.blank(integration);
		return this.put(key.consumerId, { ...record, ...change, unified_api, service_id }, false);
	}

	/** Removes the connection. Throws 404 when the consumer has not added it. */
	remove(key: ConnectionKey): void {
		const before = this.connection(key);
		this.entry(key.consumerId).connections.delete(keyOf(key.unifiedApi, key.serviceId));
		this.onChange({ consumerId: key.consumerId, before });
	}

	/**
	 * Moves the connection to another service of the same unified API, with its credentials and settings. Throws 404 when the connection or
	 * the service does not exist, 409 when the consumer has a connection to that service.
	 */
	migrate(key: ConnectionKey, targetServiceId: string): ConnectionRecord {
		const { consumerId, unifiedApi } = key;
		const before = this.connection(key);
		const target = this.integration(unifiedApi, targetServiceId);
		if (this.findConnection({ ...key, serviceId: target.service_id })) {
			throw conflict(`The consumer has a connection to ${target.service_id} already`);
		}
		const now = this.now();
		const moved = { ...before, service_id: target.service_id, created_at: now, updated_at: now };
		const after = { ...moved, ...evaluate(target, moved) };
		const { connections } = this.entry(consumerId);
		connections.delete(keyOf(unifiedApi, key.serviceId));
		connections.set(keyOf(unifiedApi, target.service_id), after);
		this.onChange({ consumerId, before, after, migrated: true });
		return after;
	}

	/** Creates the consumer, or merges the metadata into an existing one. */
	putConsumer(consumerId: string, metadata: ConsumerRecord['metadata'] | undefined): ConsumerRecord {
		const now = this.now();
		const existing = this.findConsumer(consumerId);
		if (!existing) {
			if (this.scenario.positionOf(consumerId) < 0 && !this.added.includes(consumerId)) this.added.push(consumerId);
			const consumer = {
				consumer_id: consumerId,
				metadata: metadata ?? {},
				request_counts: { unify: 0, proxy: 0, vault: 0 },
				created: now,
				modified: now,
			};
			this.changed.set(consumerId, { consumer, connections: new Map() });
			return consumer;
		}
		const entry = this.entry(consumerId);
		entry.consumer = { ...entry.consumer, metadata: { ...existing.metadata, ...metadata }, modified: now };
		return entry.consumer;
	}

	/** Deletes a consumer with all its connections. Throws 404 for an unknown consumer. */
	removeConsumer(consumerId: string): void {
		this.consumer(consumerId);
		const connections = this.connections(consumerId);
		this.changed.set(consumerId, null);
		for (const before of connections) this.onChange({ consumerId, before });
	}

	/** Positions cover the scenario's consumers, then the added ones. Deleted ones leave a gap. */
	get positions(): number {
		return this.scenario.consumerCount + this.added.length;
	}

	/** The consumer at a position, undefined for a deleted one. */
	consumerAtPosition(position: number): ConsumerRecord | undefined {
		const addedId = this.added[position - this.scenario.consumerCount];
		if (addedId !== undefined) return this.changed.get(addedId)?.consumer;
		const consumer = this.scenario.consumerAt(position);
		const entry = this.changed.get(consumer.consumer_id);
		return entry === undefined ? consumer : entry?.consumer;
	}

	/** IDs of all consumers, in the order of the list. */
	consumerIds(): string[] {
		const ids = Array.from({ length: this.positions }, (_, position) => this.consumerAtPosition(position)?.consumer_id);
		return ids.filter((id) => id !== undefined);
	}

	private seeded(consumerId: string): ConnectionRecord[] {
		const position = this.scenario.positionOf(consumerId);
		return position < 0 ? [] : this.scenario.connectionsAt(position);
	}

	/** The consumer's copy, created on the first write. */
	private entry(consumerId: string): ConsumerEntry {
		const existing = this.changed.get(consumerId);
		if (existing) return existing;
		const entry = {
			consumer: this.consumer(consumerId),
			connections: new Map(
				this.seeded(consumerId).map((record) => [keyOf(record.unified_api, record.service_id), record]),
			),
		};
		this.changed.set(consumerId, entry);
		return entry;
	}

	/** Credentials are purged after the retention window. */
	private purged(record: ConnectionRecord): ConnectionRecord {
		if (record.credentials_expire_at === 0 || record.credentials_expire_at > this.now()) return record;
		const purged: ConnectionRecord = {
			...record,
			authorization: 'none',
			refresh_error: null,
			credentials_expire_at: 0,
		};
		const integration = this.integrations.get(keyOf(record.unified_api, record.service_id));
		return integration ? { ...purged, ...evaluate(integration, purged) } : purged;
	}
}
