import type { Sandbox } from '../../sandbox';
import { CONTINUE, run } from '../engine/support';
import type { FaultCase } from './cases/faultCase';
import type { World } from './execute';
import { UNDISTURBED } from './kinds';
import { canonical, outcomes } from './outcome';
import { FaultProxy } from './proxy/faultProxy';
import { changes, readState, type State } from './state';

/** What one item does when nothing is in its way. */
export interface ItemReference {
	/** Its output as text; undefined when Apideck refuses it. */
	output?: string;
	/** What it changes. */
	effect: Map<string, string | undefined>;
	/** How often it sends each request. */
	requests: Map<string, number>;
}

export interface CaseReference {
	before: State;
	items: ItemReference[];
}

const KEY = 'reference-key-not-a-secret';

/** Runs every item of a case alone and undisturbed, each on a fresh state. */
export async function reference({ engine, watch }: World, sandbox: Sandbox, test: FaultCase): Promise<CaseReference> {
	const items: ItemReference[] = [];
	let before: State = new Map();
	for (const item of test.items) {
		sandbox.reset();
		await test.prepare?.(sandbox);
		before = await readState(sandbox);
		const proxy = await FaultProxy.start({
			targetPort: sandbox.port,
			apiKey: KEY,
			otherOrigin: '',
			faultOf: () => UNDISTURBED,
			refusesConnection: () => false,
		});
		// Its port may have been that of a run.
		watch.follow(proxy.port);
		try {
			const { resource, operation, parameters } = test;
			const options = { ...CONTINUE, items: [item], credential: { apiKey: KEY } };
			const ran = await run(engine, proxy, { resource, operation, ...parameters, options: { maxRetries: 0 } }, options);
			const { items: ended, stray } = outcomes(ran, 1);
			const [only] = ended;
			if (ran.error !== undefined || stray.length > 0 || !only || only.records.length + only.errors.length === 0) {
				throw new Error(`${test.name} does not work undisturbed: ${ran.error?.message ?? JSON.stringify(ran.items)}`);
			}
			const requests = new Map<string, number>();
			for (const { signature } of proxy.ledger) requests.set(signature, (requests.get(signature) ?? 0) + 1);
			items.push({
				...(only.errors.length === 0 && { output: canonical(only.records, test.volatile) }),
				effect: changes(before, await readState(sandbox)),
				requests,
			});
		} finally {
			await proxy.close();
		}
	}
	if (items.every(({ output }) => output === undefined)) throw new Error(`${test.name}: no item works undisturbed`);
	return { before, items };
}
