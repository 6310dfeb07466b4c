import { classify } from '../../../nodes/ApideckVault/audit/rules/classify';
import { DEFAULT_THRESHOLDS } from '../../../nodes/ApideckVault/audit/rules/verdict';
import { type ConnectionEvent, evaluateEvent, readEvent } from '../../../nodes/ApideckVault/trigger/events';
import { samplePayload } from './sampleDelivery';

const NOW = Date.parse('2026-11-02T09:00:00.000Z');
const event = (event_type: string, entity: object = {}) => readEvent({ payload: samplePayload({ event_type }, entity) }) as ConnectionEvent;
const evaluate = (event_type: string, entity: object = {}) => evaluateEvent(event(event_type, entity), NOW);
const CALLABLE = { state: 'callable', health: 'ok' };

it("returns the audit's verdict for the event's connection", () => {
	const { entity } = event('vault.connection.updated', { state: 'invalid', health: 'needs_auth' });
	const audited = classify(entity as never, { now: NOW, thresholds: { ...DEFAULT_THRESHOLDS }, previous: null });
	expect(evaluate('vault.connection.updated', { state: 'invalid', health: 'needs_auth' })).toEqual(audited);
	expect(evaluate('vault.connection.updated', CALLABLE)).toMatchObject({ severity: 'ok', code: 'healthy' });
});

it.each(['vault.connection.revoked', 'vault.connection.token_refresh.failed'])('%s implies that the connection was authorized before', (type) => {
	const added = { state: 'added', health: 'ok' };
	const { entity } = event(type, added);
	const previous = { severity: 'ok' as const, code: 'healthy', company: null, authorized: true };
	const [after, never] = [previous, null].map((before) => classify(entity as never, { now: NOW, thresholds: { ...DEFAULT_THRESHOLDS }, previous: before }));
	expect(evaluate(type, added)).toEqual(after);
	expect(evaluate('vault.connection.updated', added)).toEqual(never);
	expect(after).not.toEqual(never);
});

it.each(['vault.connection.revoked_later', 'vault.connection.token_refresh'])('%s does not imply that the connection was authorized before', (type) => {
	const added = { state: 'added', health: 'ok' };
	expect(evaluate(type, added)).toEqual(evaluate('vault.connection.updated', added));
});

it.each(['callable', 'invalid', '', undefined, null])('evaluates a deleted connection as deleted, regardless of its last state: %j', (state) => {
	expect(evaluate('vault.connection.deleted', { state, health: 'ok' })).toEqual(evaluate('vault.connection.updated', { state: 'available', health: 'ok' }));
	expect(evaluate('vault.connection.deleted', { state, health: 'ok' })).not.toEqual(evaluate('vault.connection.updated', CALLABLE));
});

it('reports a deleted connection with an unreadable state as unknown, not as healthy', () => {
	expect(evaluate('vault.connection.deleted', { state: 'someday', health: 'ok' })).toMatchObject({ severity: 'warning', code: 'unknown_state' });
});

const UNKNOWN = {
	severity: 'warning',
	code: 'unknown_state',
	remedy: 'Check the connection in the Apideck dashboard, or run an audit of this consumer.',
	actor: 'you',
	deadline: null,
};

it.each<[string, ConnectionEvent, string]>([
	['is not about a connection', event('vault.consumer.created', CALLABLE), 'This event is not about a connection, so it was not evaluated.'],
	['only resembles one', event('x.vault.connection.created', CALLABLE), 'This event is not about a connection, so it was not evaluated.'],
	['has no connection', { ...event('vault.connection.created'), entity: undefined }, 'This event contains no connection.'],
])('never reports an event that %s as healthy', (_name, given, reason) => {
	expect(evaluateEvent(given, NOW)).toEqual({ ...UNKNOWN, reason });
});

it('reports a connection that cannot be evaluated as unknown, without an error', () => {
	const given = event('vault.connection.updated', CALLABLE);
	const hostile = new Proxy(given.entity as object, {
		get: () => {
			throw new Error('unreadable');
		},
	});
	expect(evaluateEvent({ ...given, entity: hostile as never }, NOW)).toEqual({
		...UNKNOWN,
		reason: 'The connection in this event could not be evaluated, because it contains values that this version cannot read.',
	});
});
