import type { AuditedConnection } from '../../audit/condition';
import type { Consumer } from '../../vault/connection';

/** What the response to GET consumer says of the consumer that was asked for. */
export interface ConsumerResponse {
	/** Undefined when they cannot be told. */
	connections: AuditedConnection[] | undefined;
	/** What could not be read, as part of a sentence; empty when all of it could. */
	why: string;
	name: string | null;
	/** Whether Apideck's search for this text would find the consumer. */
	matches(search: string): boolean;
}

/**
 * Reads the response to GET consumer. The consumer is the one that was asked for: what a response says of another one is never
 * told under this one's ID, nor under the other's.
 * @param listed as asked for, or as the list of consumers has it
 */
export function readConsumerResponse(listed: Consumer, data: Consumer): ConsumerResponse {
	const { consumer_id: id } = listed;
	const metadata = data.metadata ?? listed.metadata;
	const respond = (connections: AuditedConnection[] | undefined, why: string): ConsumerResponse => ({
		connections,
		why,
		name: nameOf(metadata),
		matches: (search) => [id, JSON.stringify(metadata ?? {})].some((text) => text.toLowerCase().includes(search.toLowerCase())),
	});
	if (isAnother(data.consumer_id, id)) return respond(undefined, 'the response is about another consumer');
	const { connections } = data;
	if (!Array.isArray(connections)) {
		const services = data.services ?? listed.services;
		const none = Array.isArray(services) && services.length === 0;
		return none ? respond([], '') : respond(undefined, 'the response names no connections');
	}
	const own = connections.filter((one) => typeof one === 'object' && one !== null && !Array.isArray(one));
	if (own.some((one) => isAnother(one.consumer_id, id))) return respond(undefined, 'the response holds a connection of another consumer');
	return respond(own, own.length < connections.length ? 'the response holds entries that are no connections' : '');
}

/** An ID in a response that is not the one that was asked for. No ID is none. */
function isAnother(value: unknown, id: string): boolean {
	if (value === undefined || value === null || value === '') return false;
	return (typeof value !== 'string' && typeof value !== 'number') || String(value) !== id;
}

/** The best name there is to show for a consumer. */
export function nameOf(metadata: Consumer['metadata']): string | null {
	const names: unknown[] = [metadata?.account_name, metadata?.user_name, metadata?.email];
	return names.find((name): name is string => typeof name === 'string' && name !== '') ?? null;
}
