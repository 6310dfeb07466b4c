import { REDACTED } from '../../../nodes/ApideckVault/secrets/names';
import { type ConnectionEvent, evaluateEvent, eventItem, type ItemOptions, readEvent } from '../../../nodes/ApideckVault/trigger/events';
import { samplePayload } from './sampleDelivery';

const NOW = Date.parse('2026-11-02T09:00:00.000Z');
const event = (change: object = {}, entity: object = {}) => readEvent({ payload: samplePayload(change, entity) }) as ConnectionEvent;
type Item = { connection: Record<string, unknown>; payload?: unknown } & Record<string, unknown>;
const itemOf = (given: ConnectionEvent, options: Partial<ItemOptions> = {}) =>
	eventItem(given, { includePayload: false, redactSecrets: true, ...options }, NOW) as Item;

it('contains the event, the connection in the format of Get and the verdict', () => {
	const given = event({ occurred_at: '2026-11-02T08:00:00.000Z' });
	const { connection, ...rest } = itemOf(given);
	expect(rest).toEqual({
		event_type: 'vault.connection.revoked',
		event_id: 'event-1',
		occurred_at: '2026-11-02T08:00:00.000Z',
		consumer_id: 'blue-fjord-bakery',
		verdict: evaluateEvent(given, NOW),
	});
	expect(connection).toMatchObject({ id: 'accounting+xero', consumer_id: 'blue-fjord-bakery', unified_api: 'accounting', service_id: 'xero', state: 'added' });
});

it('contains every field even if the event contains none of them', () => {
	const bare = readEvent({ payload: { event_type: 'vault.connection.updated' } }) as ConnectionEvent;
	const item = itemOf(bare);
	expect(item).toMatchObject({ event_id: null, occurred_at: null, consumer_id: '' });
	expect(item.connection).toMatchObject({ id: null, unified_api: null, service_id: null, name: null, state: null, enabled: null });
	expect(Object.keys(item)).toEqual(Object.keys(itemOf(event())));
});

it.each(['unified_api', 'service_id'])('contains no connection ID if the event lacks %s', (name) => {
	expect(itemOf(event({}, { [name]: null })).connection['id']).toBe(null);
});

it.each([{ a: 'sk_test_fake_nested' }, ['sk_test_fake_nested']])('omits a list or an object in place of text: %j', (value) => {
	const item = itemOf(event({}, { name: value, state: value }), { redactSecrets: false });
	expect(JSON.stringify(item.connection)).not.toContain('nested');
	expect(item.connection['name']).toBe(null);
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
