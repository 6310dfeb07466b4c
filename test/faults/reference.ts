import type { Sandbox } from '../../tools/sandbox';
import { CONTINUE, retries, run } from '../engine/support';
import type { FaultCase } from './cases/faultCase';
import type { TestEnvironment } from './execute';
import { NO_FAULT } from './kinds';
import { canonical, outcomes } from './outcome';
import { FaultProxy } from './proxy/faultProxy';
import { changes, readState, type State } from './state';

/** What one item does without faults. */
export interface ExpectedItem {
	/** Its output as text. Undefined when Apideck rejects it. */
	output?: string;
	/** What it changes. */
	effect: Map<string, string | undefined>;
	/** How often it sends each request. */
	requests: Map<string, number>;
}

export interface ExpectedCase {
	before: State;
	items: ExpectedItem[];
}

const KEY = 'reference-key-not-a-secret';

/** Runs every item of a case separately and without faults, each on a fresh state. */
export async function reference({ engine, watcher }: TestEnvironment, sandbox: Sandbox, test: FaultCase): Promise<ExpectedCase> {
	const items: ExpectedItem[] = [];
	let before: State = new Map();
	for (const item of test.items) {
		sandbox.reset();
		await test.prepare?.(sandbox);
		before = await readState(sandbox);
		const proxy = await FaultProxy.start({
			targetPort: sandbox.port,
			apiKey: KEY,
			otherOrigin: '',
			faultOf: () => NO_FAULT,
			resetsConnection: () => false,
		});
		// An earlier run may have used the same port.
		watcher.follow(proxy.port);
		try {
			const { resource, operation, parameters } = test;
			const options = { ...CONTINUE, items: [item], credential: { apiKey: KEY } };
			const ran = await run(engine, proxy, { resource, operation, ...parameters, options: { ...parameters.options, ...retries({ maxRetries: 0 }) } }, options);
			const { items: ended, unpaired } = outcomes(ran, 1);
			const [only] = ended;
			if (ran.error !== undefined || unpaired.length > 0 || !only || only.records.length + only.errors.length === 0) {
				throw new Error(`${test.name} fails without faults: ${ran.error?.message ?? JSON.stringify(ran.items)}`);
			}
			const requests = new Map<string, number>();
			for (const { signature } of proxy.requestLog) requests.set(signature, (requests.get(signature) ?? 0) + 1);
			items.push({
				...(only.errors.length === 0 && { output: canonical(only.records, test.volatile) }),
				effect: changes(before, await readState(sandbox)),
				requests,
			});
		} finally {
			await proxy.close();
		}
	}
	if (items.every(({ output }) => output === undefined)) throw new Error(`${test.name}: no item works without faults`);
	return { before, items };
}
