import { ObservableObject, type IDataObject, type IExecuteFunctions } from 'n8n-workflow';

import { LastRun } from '../../../nodes/ApideckVault/audit/scan/lastRun';
import type { AuditScope } from '../../../nodes/ApideckVault/audit/scan/scanContext';
import { MAX_ENTRIES, StaticDataStore } from '../../../nodes/ApideckVault/audit/scan/staticData';
import type { OperationContext } from '../../../nodes/ApideckVault/actions/operation';
import { assess } from '../../../nodes/ApideckVault/audit/rules/classify';
import { DEFAULT_THRESHOLDS } from '../../../nodes/ApideckVault/audit/rules/verdict';
import { ItemParameters } from '../../../nodes/ApideckVault/parameters/itemParameters';

const SCOPE: AuditScope = { consumerId: undefined, consumerPrefix: '', search: '', unifiedApis: [], services: [], onlyConfigured: false };
const ONE: AuditScope = { ...SCOPE, consumerId: 'acme' };

/** A node run over static data, whose credential names an application. */
class NodeRun {
	readonly hints: string[] = [];

	private readonly written = new Map<string, string>();

	private readonly context: IExecuteFunctions;

	constructor(readonly data: IDataObject = ObservableObject.create({}) as IDataObject) {
		this.context = {
			getWorkflowStaticData: () => data,
			getNode: () => ({ name: 'Vault', type: 'vault', parameters: {} }),
			getParentNodes: () => [],
			getChildNodes: () => [],
		} as unknown as IExecuteFunctions;
	}

	applications = ['app-1', 'app-1', 'app-1', 'app-1'];

	async open(scope: AuditScope, index = 0, persist = true): Promise<LastRun> {
		const call = {
			item: new ItemParameters(this.context, index),
			vault: { application: this.applications[index] },
			addHint: (message: string) => this.hints.push(message),
			saveState: (key: string, text: string) => this.written.set(key, text),
		} as unknown as OperationContext;
		return await LastRun.open(call, scope, { changesOnly: persist, persist });
	}

	/** Audits these scopes side by side, each meeting one connection, and says which of them knew it already. */
	async audit(...scopes: AuditScope[]): Promise<boolean[]> {
		const runs = await Promise.all(scopes.map(async (scope, index) => await this.open(scope, index)));
		const known = runs.map(({ tracker }) => tracker.lookUp('acme', { unified_api: 'crm', service_id: 'xero' }) !== null);
		for (const { tracker } of runs) tracker.record('acme', XERO, assess(XERO, { now: Date.now(), thresholds: DEFAULT_THRESHOLDS }));
		for (const run of runs) await run.finish(Date.now(), true, NO_WAIT);
		await StaticDataStore.of(this.context).write(this.written);
		return known;
	}
}

const XERO = { unified_api: 'crm', service_id: 'xero', state: 'callable' };
const NO_WAIT = { yieldIfDue: async () => await Promise.resolve() };
const again = ({ data }: NodeRun) => new NodeRun(ObservableObject.create(JSON.parse(JSON.stringify(data)) as IDataObject) as IDataObject);

describe('the state of the last run', () => {
	const EU = { ...SCOPE, consumerPrefix: 'eu-' };
	const US = { ...SCOPE, consumerPrefix: 'us-' };

	it('is found by its scope, in any order, in one execution or several', async () => {
		const first = new NodeRun();
		expect(await first.audit(EU, US)).toEqual([false, false]);
		const second = again(first);
		expect(await second.audit(US, EU)).toEqual([true, true]);
		const third = again(second);
		expect(await third.audit(US)).toEqual([true]);
		expect(await again(third).audit({ ...SCOPE, consumerPrefix: 'ap-' }, EU)).toEqual([false, true]);
	});

	it.each<[string, AuditScope, AuditScope]>([
		['the order of services', { ...SCOPE, services: ['xero', 'hubspot'] }, { ...SCOPE, services: ['hubspot', 'xero'] }],
		['repeated services', { ...SCOPE, services: ['xero', 'xero'] }, { ...SCOPE, services: ['xero'] }],
		['filters on consumers beside a single consumer', ONE, { ...ONE, consumerPrefix: 'x', search: 'y' }],
	])('does not depend on %s', async (_name, before, after) => {
		const first = new NodeRun();
		await first.audit(before);
		expect(await again(first).audit(after)).toEqual([true]);
	});

	it.each<[string, AuditScope, AuditScope]>([
		['one consumer and another', ONE, { ...ONE, consumerId: 'acme2' }],
		['one consumer and all', ONE, SCOPE],
		['a consumer called like a scope', { ...ONE, consumerId: '' }, SCOPE],
		['services of one consumer', { ...ONE, services: ['box'] }, { ...ONE, services: ['bamboohr'] }],
		['services of all', { ...SCOPE, services: ['box'] }, SCOPE],
		['unified APIs', { ...SCOPE, unifiedApis: ['crm'] }, { ...SCOPE, services: ['crm'] }],
		['configured connections', { ...SCOPE, onlyConfigured: true }, SCOPE],
		['searches', { ...SCOPE, search: 'a' }, { ...SCOPE, consumerPrefix: 'a' }],
	])('differs between %s', async (_name, before, after) => {
		const first = new NodeRun();
		await first.audit(before);
		const second = again(first);
		expect(await second.audit(after)).toEqual([false]);
		expect(await again(second).audit(before, after)).toEqual([true, true]);
	});

	it('is found for each of 2,100 consumers, in one execution or several', async () => {
		const scopes = Array.from({ length: 2_100 }, (_unused, index) => ({ ...ONE, consumerId: `consumer-${index}` }));
		const first = new NodeRun();
		first.applications = scopes.map(() => 'app-1');
		await first.audit(...scopes);
		// Each run of the node gets its own copy of the stored data; one copy for all makes this quick.
		const stored = again(first).data;
		const next = [];
		for (const scope of scopes.reverse()) next.push(...(await new NodeRun(stored).audit(scope)));
		expect(next.filter((known) => !known)).toEqual([]);
		const last = again(new NodeRun(stored));
		last.applications = first.applications;
		expect((await last.audit(...scopes)).filter((known) => !known)).toEqual([]);
	});

	it('is not overwritten by another item with the same scope', async () => {
		const first = new NodeRun();
		expect(await first.audit(EU, EU)).toEqual([false, false]);
		expect(await again(first).audit(EU, EU, EU)).toEqual([true, true, true]);
	});

	it('never mixes two applications that use the same consumer IDs', async () => {
		const first = new NodeRun();
		first.applications = ['app-1', 'app-2'];
		await first.audit(ONE, ONE);
		const second = again(first);
		second.applications = ['app-3', 'app-2', 'app-1'];
		expect(await second.audit(ONE, ONE, ONE)).toEqual([false, true, true]);
		expect(JSON.stringify(second.data)).not.toMatch(/app-[123]/);
	});

	it('fails the item before any request if there is no room, and recommends the audit of all consumers', async () => {
		const run = new NodeRun();
		await StaticDataStore.of({ getWorkflowStaticData: () => run.data } as unknown as IExecuteFunctions).write(
			new Map(Array.from({ length: MAX_ENTRIES.one }, (_unused, index) => [`one:${index}`, ''])),
		);
		await expect(run.open(ONE)).rejects.toMatchObject({
			message: 'This node already stores the results of 20,000 consumers, which is the limit',
			description: expect.stringMatching(/Set 'Consumers' to All Consumers.*No request was sent/) as string,
		});
		await expect(run.open(ONE, 0, false)).resolves.toBeInstanceOf(LastRun);
		await expect(run.open(SCOPE)).resolves.toBeInstanceOf(LastRun);
	});
});

describe('a damaged stored state', () => {
	it.each<[string, (text: string) => unknown]>([
		['cut short', (text) => text.slice(0, -1)],
		['changed', (text) => text.replace('acme', 'acne')],
		['of another scope', (text) => text.replace(/2:[\w-]{16}/, '2:AAAAAAAAAAAAAAAA')],
		['of another version', (text) => text.replace(' 2:', ' 1:')],
		['empty', () => ''],
		['no text', () => ({ at: 1e300 })],
	])('makes the run a first run with a hint, and is replaced: %s', async (_name, damage) => {
		const first = new NodeRun();
		await first.audit(ONE);
		const slot = Object.keys(first.data).find((key) => key.startsWith('one:')) ?? '';
		first.data[slot] = damage(String(first.data[slot])) as string;
		const second = again(first);
		expect(await second.audit(ONE)).toEqual([false]);
		expect(second.hints).toEqual(['The stored results of this audit could not be read, so this run counts as the first one.']);
		const third = again(second);
		expect([await third.audit(ONE), third.hints]).toEqual([[true], []]);
	});

	it('is not assumed in a first run', async () => {
		const run = new NodeRun();
		await run.audit(SCOPE, ONE);
		expect(run.hints).toEqual([]);
	});
});
