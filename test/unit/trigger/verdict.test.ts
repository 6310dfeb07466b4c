import { classify } from '../../../nodes/ApideckVault/audit/classify';
import { DEFAULT_THRESHOLDS } from '../../../nodes/ApideckVault/audit/thresholds';
import { readEvent, type ConnectionEvent } from '../../../nodes/ApideckVault/trigger/events';
import { judgeEvent } from '../../../nodes/ApideckVault/trigger/verdict';
import { samplePayload } from './sampleDelivery';

const NOW = Date.parse('2026-11-02T09:00:00.000Z');
const event = (event_type: string, entity: object = {}) => readEvent({ payload: samplePayload({ event_type }, entity) }) as ConnectionEvent;
const judge = (event_type: string, entity: object = {}) => judgeEvent(event(event_type, entity), NOW);
const CALLABLE = { state: 'callable', health: 'ok' };

it("is the audit's verdict on the connection of the event", () => {
	const { entity } = event('vault.connection.updated', { state: 'invalid', health: 'needs_auth' });
	const audited = classify(entity as never, { now: NOW, thresholds: { ...DEFAULT_THRESHOLDS }, previous: null });
	expect(judge('vault.connection.updated', { state: 'invalid', health: 'needs_auth' })).toEqual(audited);
	expect(judge('vault.connection.updated', CALLABLE)).toMatchObject({ severity: 'ok', code: 'healthy' });
});

it.each(['vault.connection.revoked', 'vault.connection.token_refresh.failed'])('%s says that the connection was authorized before', (type) => {
	const added = { state: 'added', health: 'ok' };
	const { entity } = event(type, added);
	const previous = { severity: 'ok' as const, code: 'healthy', company: null, authorized: true };
	const [after, never] = [previous, null].map((before) => classify(entity as never, { now: NOW, thresholds: { ...DEFAULT_THRESHOLDS }, previous: before }));
	expect(judge(type, added)).toEqual(after);
	expect(judge('vault.connection.updated', added)).toEqual(never);
	expect(after).not.toEqual(never);
});

it.each(['vault.connection.revoked_later', 'vault.connection.token_refresh'])('%s does not', (type) => {
	const added = { state: 'added', health: 'ok' };
	expect(judge(type, added)).toEqual(judge('vault.connection.updated', added));
});

it.each(['callable', 'invalid', '', undefined, null])('a deleted connection is judged as deleted, whatever its last state was: %j', (state) => {
	expect(judge('vault.connection.deleted', { state, health: 'ok' })).toEqual(judge('vault.connection.updated', { state: 'available', health: 'ok' }));
	expect(judge('vault.connection.deleted', { state, health: 'ok' })).not.toEqual(judge('vault.connection.updated', CALLABLE));
});

it('a deleted connection with a state that cannot be read is unknown, not fine', () => {
	expect(judge('vault.connection.deleted', { state: 'someday', health: 'ok' })).toMatchObject({ severity: 'warning', code: 'unknown_state' });
});

const LOOK = {
	severity: 'warning',
	code: 'unknown_state',
	remedy: 'Look at the connection in the Apideck dashboard, or run an audit of this consumer.',
	actor: 'you',
	deadline: null,
};

it.each<[string, ConnectionEvent, string]>([
	['is not about a connection', event('vault.consumer.created', CALLABLE), 'This event is not about a connection, so there was nothing to judge.'],
	['only resembles one', event('x.vault.connection.created', CALLABLE), 'This event is not about a connection, so there was nothing to judge.'],
	['has no connection', { ...event('vault.connection.created'), entity: undefined }, 'This event came without its connection.'],
])('an event that %s is never called healthy', (_name, given, reason) => {
	expect(judgeEvent(given, NOW)).toEqual({ ...LOOK, reason });
});

it('a connection that cannot be judged is never called healthy, and the workflow runs', () => {
	const given = event('vault.connection.updated', CALLABLE);
	const hostile = new Proxy(given.entity as object, {
		get: () => {
			throw new Error('unreadable');
		},
	});
	expect(judgeEvent({ ...given, entity: hostile as never }, NOW)).toEqual({
		...LOOK,
		reason: 'The connection in this event could not be judged: it holds values that this version cannot read.',
	});
});
