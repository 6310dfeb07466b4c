import type { INode, INodeParameters } from 'n8n-workflow';

import { outputOf, type Engine } from '../../tools/engine';
import { SANDBOX_CREDENTIALS, startSandbox, type Sandbox } from '../../tools/sandbox';
import { CREDENTIAL, loadEngine } from './support';

let sandbox: Sandbox;
let engine: Engine;
beforeAll(async () => {
	[sandbox, engine] = await Promise.all([startSandbox(), loadEngine()]);
});
beforeEach(() => sandbox.reset());
afterAll(async () => await sandbox.close());

const node = (name: string, type: string, more: Partial<INode> = {}): INode => ({ id: name, name, type, typeVersion: 1, position: [0, 0], parameters: {}, ...more });
const base = (name: string, type: string, parameters: object = {}, more: Partial<INode> = {}) =>
	node(name, `n8n-nodes-base.${type}`, { parameters: parameters as INodeParameters, ...more });
const schedule = (interval: unknown, more: Partial<INode> = {}) => base('Plan', 'scheduleTrigger', { rule: interval }, { typeVersion: 1.3, ...more });
const every = (interval: object) => ({ interval: [interval] });

/** Start → Vault, and whatever else; the audit's error and hints. */
async function audit(others: INode[], parameters: object, connections: Record<string, string[]> = {}) {
	const to = (names: string[]) => ({ main: [names.map((name) => ({ node: name, type: 'main' as const, index: 0 }))] });
	const nodes = [
		base('Start', 'manualTrigger'),
		base('After', 'noOp'),
		node('Vault', engine.type('apideckVault'), { parameters: { resource: 'audit', operation: 'getFindings', ...parameters } as INodeParameters, credentials: CREDENTIAL }),
		...others,
	];
	const definition = { nodes, connections: Object.fromEntries(Object.entries({ Start: ['Vault'], Vault: ['After'], ...connections }).map(([from, names]) => [from, to(names)])) };
	const result = await engine.execute(definition, { startNode: 'Start', credentials: { apideckApi: { ...SANDBOX_CREDENTIALS, baseUrl: sandbox.url } as never } });
	return { ...result, found: result.status === 'success' ? outputOf(result.run, 'Vault').length : 0, hints: result.hints.map(({ message }) => message) };
}

const CHANGES = { return: 'changes' };
const PLAN = { Plan: ['Vault'] };

describe('Changes Since Last Run', () => {
	it.each<[string, object, string]>([
		['2 hours', every({ field: 'hours', hoursInterval: 2 }), 'every 2 hours'],
		['2 days', every({ field: 'days', daysInterval: 2 }), 'every 2 days'],
		['2 days, with the unit left as it is', every({ daysInterval: 2 }), 'every 2 days'],
		['2 weeks', every({ field: 'weeks', weeksInterval: 2 }), 'every 2 weeks'],
		['3 months', every({ field: 'months', monthsInterval: 3 }), 'every 3 months'],
		['45 minutes', every({ field: 'minutes', minutesInterval: 45 }), 'every 45 minutes'],
		['a number of hours as text', every({ field: 'hours', hoursInterval: '6' }), 'every 6 hours'],
		['hours by expression', every({ field: 'hours', hoursInterval: '={{ 2 }}' }), 'at an interval set by an expression'],
		['a unit by expression', every({ field: '={{ "hours" }}' }), 'at an interval set by an expression'],
		['the second of two intervals', { interval: [{ field: 'hours' }, { field: 'hours', hoursInterval: 3 }] }, 'every 3 hours'],
	])('is refused before any request with a schedule of %s', async (_name, rule, words) => {
		const { status, error } = await audit([schedule(rule)], CHANGES, PLAN);
		expect([status, error?.message]).toEqual(['error', `'Changes Since Last Run' does not work with the trigger 'Plan', which runs ${words}`]);
		expect(error?.description).toMatch(/cron expression.*sub-workflow.*No request was sent/);
		expect(sandbox.requests).toEqual([]);
	});

	it.each<[string, unknown]>([
		['each day, as it comes', {}],
		['each day, unit not set', every({})],
		['each day', every({ field: 'days', daysInterval: 1, triggerAtHour: 7 })],
		['each hour', every({ field: 'hours', hoursInterval: 1 })],
		['each hour, as it comes', every({ field: 'hours' })],
		['each week', every({ field: 'weeks', triggerAtDay: [1, 3] })],
		['each month', every({ field: 'months' })],
		['every 5 minutes, as it comes', every({ field: 'minutes' })],
		['every 30 minutes', every({ field: 'minutes', minutesInterval: 30 })],
		['every 7 seconds', every({ field: 'seconds', secondsInterval: 7 })],
		['a cron expression', every({ field: 'cronExpression', expression: '0 */2 * * *' })],
		['a unit that does not exist', every({ field: 'fortnights', hoursInterval: 2 })],
	])('works with a schedule of %s', async (_name, rule) => {
		const { status, found } = await audit([schedule(rule)], CHANGES, PLAN);
		expect([status, found > 0]).toEqual(['success', true]);
	});

	it.each<[string, INode]>([
		['one that polls', base('Feed', 'rssFeedReadTrigger', { pollTimes: { item: [{ mode: 'everyMinute' }] } })],
		['one that reads a mailbox', base('Feed', 'emailReadImap', {}, { typeVersion: 2.1 })],
	])('is refused with another trigger that stores state: %s', async (_name, trigger) => {
		const { error } = await audit([trigger], CHANGES, { Feed: ['Vault'] });
		expect(error?.message).toBe("'Changes Since Last Run' does not work with the trigger 'Feed', which stores its own state");
		expect(sandbox.requests).toEqual([]);
	});

	it("is refused with this package's own trigger, which would lose its events", async () => {
		const own = node('Event', engine.type('apideckVaultTrigger'), { parameters: { events: ['*'] }, credentials: CREDENTIAL });
		const one = { consumerScope: 'one', consumer: { __rl: true, mode: 'id', value: 'redwood-signal' } };
		const { error } = await audit([own], { ...one, ...CHANGES }, { Event: ['Vault'] });
		expect(error?.message).toBe("'Changes Since Last Run' does not work with the trigger 'Event', which stores its events");
		expect(error?.description).toMatch(/loses the event.*sub-workflow/);
		const { hints, status, staticData } = await audit([own], one, { Event: ['Vault'] });
		expect([status, hints, staticData]).toEqual(['success', [], {}]);
	});

	it("is refused with a trigger that does not start the audit, because n8n saves the workflow's whole state", async () => {
		const two = schedule(every({ field: 'hours', hoursInterval: 2 }));
		const before = await audit([two, base('Set', 'noOp')], CHANGES, { Plan: ['Set'], Set: ['Vault'] });
		const after = await audit([two], CHANGES, { Plan: ['After'] });
		const around = await audit([two, base('Other', 'noOp'), base('Last', 'noOp'), base('More', 'manualTrigger')], CHANGES, { Plan: ['Last'], Other: ['Last'], More: ['Other', 'After'] });
		for (const { error } of [before, after, around]) expect(error?.message).toMatch(/does not work with the trigger 'Plan'/);
	});

	it('works with a disabled or unconnected trigger', async () => {
		const two = every({ field: 'hours', hoursInterval: 2 });
		expect((await audit([schedule(two, { disabled: true })], CHANGES, PLAN)).status).toBe('success');
		expect((await audit([schedule(two)], CHANGES)).status).toBe('success');
	});

	it.each([{ operation: 'getReport' }, {}])('is replaced by a hint that the comparison is not reliable if it is off: %j', async (parameters) => {
		const { status, hints } = await audit([schedule(every({ field: 'hours', hoursInterval: 2 }))], parameters, PLAN);
		expect([status, hints]).toEqual(['success', [expect.stringMatching(/^The stored results of this audit and the state of the trigger 'Plan', which runs every 2 hours, overwrite each other\./)]]);
	});
});
