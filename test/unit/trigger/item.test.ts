import { REDACTED } from '../../../nodes/ApideckVault/secrets/names';
import { type ConnectionEvent, evaluateEvent, eventItem, type ItemOptions, readEvent } from '../../../nodes/ApideckVault/trigger/events';
import { samplePayload } from './sampleDelivery';

const NOW = Date.parse('2026-11-02T09:00:00.000Z');
const event = (change: object = {}, entity: object = {}) => readEvent({ payload: samplePayload(change, entity) }) as ConnectionEvent;
type Item = Record<string, unknown>;
const itemOf = (given: ConnectionEvent, options: Partial<ItemOptions> = {}) =>
	eventItem(given, { includePayload: false, redactSecrets: true, ...options }, NOW) as Item;

it('contains the event and the fields of a finding, most of them about the connection', () => {
	const given = event({ occurred_at: '2026-11-02T08:00:00.000Z' });
	expect(itemOf(given)).toEqual({
		event_type: 'vault.connection.revoked',
		event_id: 'event-1',
		occurred_at: '2026-11-02T08:00:00.000Z',
		consumer_id: 'blue-fjord-bakery',
		connection: 'accounting+xero',
		connection_name: given.entity?.name,
		unified_api: 'accounting',
		service_id: 'xero',
		state: 'added',
		health: given.entity?.health,
		enabled: given.entity?.enabled,
		...evaluateEvent(given, NOW),
	});
});

it('begins with what happened, how severe it is, and where', () => {
	expect(Object.keys(itemOf(event())).slice(0, 4)).toEqual(['event_type', 'severity', 'consumer_id', 'connection']);
});

it('contains every field even if the event contains none of them', () => {
	const bare = readEvent({ payload: { event_type: 'vault.connection.updated' } }) as ConnectionEvent;
	const item = itemOf(bare);
	expect(item).toMatchObject({ event_id: null, occurred_at: null, consumer_id: '', connection: null, unified_api: null, service_id: null, connection_name: null, state: null, enabled: null });
	expect(Object.keys(item)).toEqual(Object.keys(itemOf(event())));
});

it.each(['unified_api', 'service_id'])('contains no name of the connection if the event lacks %s', (name) => {
	expect(itemOf(event({}, { [name]: null }))['connection']).toBe(null);
});

it('contains IDs that were sent as numbers as text', () => {
	expect(itemOf(event({}, { consumer_id: 7, service_id: 12 }))).toMatchObject({ consumer_id: '7', service_id: '12', connection: 'accounting+12' });
});

it.each([{ a: 'sk_test_fake_nested' }, ['sk_test_fake_nested']])('omits a list or an object in place of text: %j', (value) => {
	const item = itemOf(event({}, { name: value, state: value }), { redactSecrets: false });
	expect(JSON.stringify(item)).not.toContain('nested');
	expect([item['connection_name'], item['state']]).toEqual([null, null]);
});

it('includes the payload on request, with secrets masked by default', () => {
	const given = event({}, { settings: { client_secret: 'sk_test_fake_setting' } });
	expect(itemOf(given)).not.toHaveProperty('payload');
	expect(itemOf(given, { includePayload: true }).payload).toMatchObject({ entity: { settings: { client_secret: REDACTED } } });
	expect(itemOf(given, { includePayload: true, redactSecrets: false }).payload).toEqual(given.payload);
});

it('omits a payload that cannot be redacted', () => {
	const unreadable = new Proxy({}, {
		ownKeys: () => {
			throw new Error('unreadable');
		},
	});
	const item = itemOf({ ...event(), payload: unreadable }, { includePayload: true });
	expect(item).toMatchObject({ consumer_id: 'blue-fjord-bakery', payload: REDACTED });
});
