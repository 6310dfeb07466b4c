import type { Engine } from '../../tools/engine';
import { runAudit } from './auditRun';
import { BigVault, LongestBlock } from './bigVault';
import { byId, FAST, loadEngine, start } from './support';

const CONNECTIONS = 6_000;

let engine: Engine;
let vault: BigVault;
beforeAll(async () => {
	[vault, engine] = await Promise.all([BigVault.start(1, CONNECTIONS), loadEngine()]);
});
afterAll(async () => await vault.close());

const ONE = { consumerScope: 'one', consumer: byId('c0'), return: 'changes', options: { ...FAST, includeLink: true } };

describe('the audit of one consumer with thousands of connections', () => {
	it('assesses each of them in the first run and the next one, and blocks n8n only briefly', async () => {
		let staticData;
		for (const expected of [CONNECTIONS / 10, 0]) {
			const block = new LongestBlock();
			const ran = await runAudit(engine, vault, ONE, staticData === undefined ? {} : { staticData });
			const longest = block.stop();
			expect([ran.status, ran.findings.length]).toEqual(['success', expected]);
			// Some 30 s before; what is left is to parse a response of a few megabytes. Twenty times what a quiet machine takes.
			expect(longest).toBeLessThan(5_000);
			staticData = ran.staticData;
		}
	}, 180_000);

	it('can be stopped while the connections are assessed', async () => {
		const execution = start(engine, vault, { resource: 'audit', operation: 'getFindings', ...ONE });
		await vault.connectionsAsked(2);
		const began = Date.now();
		execution.cancel();
		const { status } = await execution;
		expect(status).toBe('canceled');
		expect(Date.now() - began).toBeLessThan(10_000);
	}, 60_000);
});
