import type { AuditedConnection } from '../../audit/condition';
import { fitsPath } from '../../transport/pathSegment';
import type { ItemCall } from '../operation';
import { isStopped, passOn } from './refusal';

/**
 * Lets Apideck check the usable ones of a consumer's connections, one after the other: `validate` refreshes OAuth tokens,
 * and two refreshes at once can invalidate each other. What it finds shows in the connections read afterwards, so its
 * answers, refusals included, are not looked at.
 */
export async function probe(call: ItemCall, consumerId: string, connections: AuditedConnection[]): Promise<void> {
	for (const { unified_api: api, service_id: service, state, enabled } of connections) {
		if (enabled === false || state !== 'callable' || !fitsPath(api) || !fitsPath(service)) continue;
		try {
			await call.vault.request(
				{ method: 'POST', path: ['vault', 'connections', api, service, 'validate'], body: {}, consumerId },
				// A refused refresh asks for half a minute of patience, for an answer that nobody looks at.
				{ ...call.options.request, maxRetries: 0 },
			);
		} catch (error) {
			if (isStopped(call, error)) throw passOn(error);
		}
	}
}
