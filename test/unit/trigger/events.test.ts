/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- development only: never runs inside n8n */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

import { matchesFilter, readEvent, textOf, VAULT_EVENTS, type ConnectionEvent, type EventFilter } from '../../../nodes/ApideckVault/trigger/events';
import { triggerProperties } from '../../../nodes/ApideckVault/trigger/parameters';
import { samplePayload } from './sampleDelivery';

const ALL: EventFilter = { events: ['*'], unifiedApis: [], services: [], consumers: [], consumerPrefix: '' };
const event = readEvent({ payload: samplePayload() }) as ConnectionEvent;

describe('filters', () => {
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
	])('by %s', (_name, filter, passes) => {
		expect(matchesFilter(event, { ...ALL, ...filter })).toBe(passes);
	});

	it('let an event pass by nothing that it lacks', () => {
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
	[{ event_id: 7, occurred_at: 7 }, { event_id: undefined, occurred_at: undefined }],
])('ID and time of an event are text: %j', (given, expected) => {
	const payload = samplePayload(given);
	expect(readEvent({ payload })).toEqual({ ...expected, event_type: payload.event_type, entity: payload.entity, payload });
});

it.each([['xero', 'xero'], ['', ''], [7, '7'], [undefined, ''], [null, ''], [true, ''], [{}, ''], [['xero'], '']])('%j stands for the text %j', (value, text) => {
	expect(textOf(value)).toBe(text);
});

describe('the list of events', () => {
	// The specification is not part of the project: the test runs where it lies beside it.
	const specification = path.join(__dirname, '../../../../shared/openapi/vault.yml');

	(existsSync(specification) ? it : it.skip)('is that of the OpenAPI specification', () => {
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
