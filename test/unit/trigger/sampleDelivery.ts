import { sign } from '../../../nodes/ApideckVault/trigger/delivery';

export const KEY = 'sk_test_fake_trigger_key';

/** An event as Apideck sends it in a body. All values may be replaced. */
export function samplePayload(change: object = {}, entity: object = {}) {
	return {
		event_id: 'event-1',
		event_type: 'vault.connection.revoked',
		service_id: 'apideck-vault',
		entity_id: 'sandbox-app+blue-fjord-bakery',
		entity_type: 'Connection',
		entity: {
			id: 'sandbox-app+blue-fjord-bakery',
			consumer_id: 'blue-fjord-bakery',
			unified_api: 'accounting',
			service_id: 'xero',
			name: 'Xero',
			state: 'added',
			health: 'revoked',
			enabled: true,
			settings: { tenant: 'fake-tenant' },
			created_at: '2026-01-05T08:00:00.000Z',
			updated_at: '2026-11-02T08:00:00.000Z',
			...entity,
		},
		occurred_at: new Date().toISOString(),
		execution_attempt: 1,
		...change,
	};
}

/** Signed headers for a delivery of the body. A header set to undefined is not sent. */
export function headersOf(body: unknown, change: Record<string, unknown> = {}): Record<string, unknown> {
	return {
		'content-type': 'application/json',
		'x-apideck-event-type': 'vault.connection.revoked',
		'x-apideck-signature': sign(body, KEY, true),
		'x-apideck-idempotency-key': 'key-1',
		...change,
	};
}
