import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

import { eventTime, matchesFilter, readEvent, textOf, VAULT_EVENTS, type ConnectionEvent, type EventFilter } from '../../../nodes/ApideckVault/trigger/events';
import { triggerProperties } from '../../../nodes/ApideckVault/trigger/parameters';
import { samplePayload } from './sampleDelivery';

const ALL: EventFilter = { events: ['*'] };
const event = readEvent({ payload: samplePayload() }) as ConnectionEvent;

describe('matchesFilter', () => {
	it.each<[string, Partial<EventFilter>, boolean]>([
		['nothing', {}, true],
		['the event', { events: ['vault.connection.revoked'] }, true],
		['another event', { events: ['vault.connection.created'] }, false],
		['one of several events', { events: ['vault.connection.created', 'vault.connection.revoked'] }, true],
		['the wildcard beside another event', { events: ['vault.connection.created', '*'] }, true],
		['the unified API', { unifiedApis: ['crm', 'accounting'] }, true],
		['another unified API', { unifiedApis: ['crm'] }, false],
		['the service', { services: ['xero'] }, true],
		['another service', { services: ['xer'] }, false],
		['the consumer', { consumers: ['other', 'blue-fjord-bakery'] }, true],
		['another consumer', { consumers: ['blue-fjord'] }, false],
		['the start of the consumer ID', { consumerPrefix: 'blue-' }, true],
		['another start', { consumerPrefix: 'fjord' }, false],
		['all of it', { unifiedApis: ['accounting'], services: ['xero'], consumers: ['blue-fjord-bakery'], consumerPrefix: 'b' }, true],
		['all but one', { unifiedApis: ['accounting'], services: ['hubspot'], consumers: ['blue-fjord-bakery'] }, false],
	])('compares the event with a filter by %s', (_name, filter, passes) => {
		expect(matchesFilter(event, { ...ALL, ...filter })).toBe(passes);
	});

	it('rejects an event that lacks the filtered field', () => {
		const bare = readEvent({ payload: { event_type: 'vault.connection.revoked', entity: {} } }) as ConnectionEvent;
		expect(matchesFilter(bare, ALL)).toBe(true);
		for (const filter of [{ unifiedApis: ['crm'] }, { services: ['undefined'] }, { consumers: ['null'] }, { consumerPrefix: 'u' }]) {
			expect(matchesFilter(bare, { ...ALL, ...filter })).toBe(false);
		}
	});
});

it.each([
	[{ event_id: 'a', occurred_at: '2026-11-02' }, { event_id: 'a', occurred_at: '2026-11-02' }],
	[{ event_id: '', occurred_at: '' }, { event_id: undefined, occurred_at: '' }],
	[{ event_id: 7, occurred_at: 7 }, { event_id: '7', occurred_at: undefined }],
	[{ event_id: ' \t', occurred_at: null }, { event_id: undefined, occurred_at: undefined }],
	[{ event_id: { toString: 1 }, occurred_at: [] }, { event_id: undefined, occurred_at: undefined }],
	[{ event_id: true }, { event_id: undefined }],
])('reads the ID of an event from text or a number, and its time from text: %j', (given, expected) => {
	const payload = samplePayload(given);
	expect(readEvent({ payload })).toEqual({ occurred_at: payload.occurred_at, ...expected, event_type: payload.event_type, entity: payload.entity, payload });
});

it.each([
	['Unix seconds', 1_793_577_600, '2026-11-02T00:00:00.000Z'],
	['Unix milliseconds', 1_793_577_600_123, '2026-11-02T00:00:00.123Z'],
	['zero', 0, undefined],
	['a number that is not a time', 8.64e15, undefined],
	['more than a number can hold', Number.POSITIVE_INFINITY, undefined],
])('converts a numeric time of an event to ISO 8601: %s', (_name, occurred_at, shown) => {
	expect(readEvent({ payload: samplePayload({ occurred_at }) })?.occurred_at).toBe(shown);
});

it.each([null, undefined, [], [{}], 'text', 7, true])('accepts an event with any value in place of its connection: %j', (entity) => {
	expect(readEvent({ payload: { event_type: 'vault.connection.updated', entity } })).toMatchObject({ event_type: 'vault.connection.updated', entity: undefined });
});

describe('eventTime', () => {
	const now = Date.UTC(2026, 10, 2, 12);
	const HOUR = 3_600_000;
	const at = (occurred_at: unknown) => eventTime(readEvent({ payload: samplePayload({ occurred_at }) }) as ConnectionEvent, now);

	it.each([now, now - 1, now - 49 * HOUR, now + HOUR])('returns a valid time: %d', (time) => {
		expect(at(new Date(time).toISOString())).toBe(time);
	});

	it.each([undefined, null, '', 'yesterday', {}, [], true, 0, '1970-01-01T00:00:00Z', '1999-12-31T00:00:00Z', '9999-12-31T00:00:00Z', new Date(now + HOUR + 1).toISOString(), 8.64e15, 1e300, -1])(
		'returns undefined for a time that is missing, unreadable, before Apideck existed or over an hour ahead: %j',
		(occurred_at) => expect(at(occurred_at)).toBeUndefined(),
	);
});

it('an empty list in a filter matches no event', () => {
	for (const filter of [{ unifiedApis: [] }, { services: [] }, { consumers: [] }]) expect(matchesFilter(event, { ...ALL, ...filter })).toBe(false);
});

it.each([['xero', 'xero'], ['', ''], [7, '7'], [undefined, ''], [null, ''], [true, ''], [{}, ''], [['xero'], '']])('textOf converts %j to %j', (value, text) => {
	expect(textOf(value)).toBe(text);
});

describe('the list of events', () => {
	// The specification is not part of the project: the test runs where it lies beside it.
	const specification = path.join(__dirname, '../../../../shared/openapi/vault.yml');

	(existsSync(specification) ? it : it.skip)('matches the OpenAPI specification', () => {
		const [, list = ''] = /\n {4}VaultEventType:\n[\s\S]*? enum:\n((?: +- .*\n)+)/.exec(readFileSync(specification, 'utf8')) ?? [];
		const types = [...list.matchAll(/- '?([^'\n]+)'?/g)].map(([, type]) => type);
		expect(types.length).toBeGreaterThan(10);
		expect([...VAULT_EVENTS.map(({ value }) => value as string), '*'].sort()).toEqual(types.sort());
	});

	it('is offered in the editor, with the wildcard first', () => {
		const [trigger] = triggerProperties;
		const offered = (trigger?.options ?? []).map((option) => ('value' in option ? option.value : undefined));
		expect(offered).toEqual(['*', ...VAULT_EVENTS.map(({ value }) => value)]);
	});
});
