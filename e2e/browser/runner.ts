/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/require-node-api-error, no-console -- development only: never runs inside n8n */
import { mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import type { Images } from './images';
import type { Scenario, Telling } from './scenario';
import type { World } from './world';

/** Ignored by git. Emptied at the start of every run. */
const SCREENSHOTS = path.join(__dirname, '..', '..', '.cache', 'e2e-screenshots');

interface Count {
	passed: number;
	failed: number;
}

const slug = (text: string) => text.toLowerCase().replace(/[^a-z0-9]+/g, '-').replace(/^-|-$/g, '').slice(0, 60);
const seconds = (since: number) => `${((Date.now() - since) / 1000).toFixed(1)} s`;

/** Marks a failure that has been printed and counted. */
class StepFailed extends Error {}

async function screenshot(world: World, name: string): Promise<string> {
	const file = path.join(SCREENSHOTS, `${name}.png`);
	await world.page.screenshot({ path: file, animations: 'disabled' }).catch(() => undefined);
	return path.relative(process.cwd(), file);
}

function telling(world: World, images: Images, prefix: string, count: Count, signal: AbortSignal): Telling {
	let number = 0;
	return {
		world,
		async step(title, work) {
			signal.throwIfAborted();
			const started = Date.now();
			const name = `${prefix}-${String(++number).padStart(2, '0')}-${slug(title)}`;
			try {
				const result = await work();
				count.passed++;
				console.log(`  ok    ${title} (${seconds(started)})`);
				await screenshot(world, name);
				return result;
			} catch (error) {
				if (signal.aborted) throw error;
				count.failed++;
				const seen = await screenshot(world, `${name}-FAILED`);
				console.log(`  FAIL  ${title} (${seconds(started)})\n        ${(error as Error).message.replaceAll('\n', '\n        ')}\n        ${seen}`);
				throw new StepFailed(title);
			}
		},
		picture: async (name, area) => await images.take(world.page, name, area),
	};
}

/** Runs one scenario after the other, prints every step, and goes on with the next scenario when a step fails. */
export async function runScenarios(scenarios: Scenario[], world: World, images: Images, signal: AbortSignal): Promise<Count> {
	rmSync(SCREENSHOTS, { recursive: true, force: true });
	mkdirSync(SCREENSHOTS, { recursive: true });
	const count: Count = { passed: 0, failed: 0 };
	for (const [index, { title, run }] of scenarios.entries()) {
		const started = Date.now();
		console.log(`\n${title}`);
		try {
			await run(telling(world, images, `${String(index + 1).padStart(2, '0')}-${slug(title).slice(0, 24)}`, count, signal));
		} catch (error) {
			if (signal.aborted) throw error;
			if (!(error instanceof StepFailed)) {
				count.failed++;
				console.log(`  FAIL  outside of a step: ${(error as Error).message}`);
			}
			console.log('        The rest of this scenario was not run.');
		}
		console.log(`  (${seconds(started)})`);
	}
	return count;
}
