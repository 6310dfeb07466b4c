import { mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import type { Images } from './images';
import type { PictureArea, Scenario, ScenarioContext } from './scenario';
import type { TestEnvironment } from './testEnvironment';

/** Ignored by git and emptied at the start of every run. */
const SCREENSHOTS = path.join(__dirname, '..', '..', '..', '.cache', 'e2e-screenshots');

interface Count {
	passed: number;
	failed: number;
}

const slugify = (text: string) => text.toLowerCase().replace(/[^a-z0-9]+/g, '-').replace(/^-|-$/g, '').slice(0, 60);
const seconds = (since: number) => `${((Date.now() - since) / 1000).toFixed(1)} s`;

/** A failure that was already printed and counted. */
class StepFailed extends Error {}

async function screenshot(environment: TestEnvironment, name: string, clip?: PictureArea): Promise<string> {
	const file = path.join(SCREENSHOTS, `${name}.png`);
	await environment.page.screenshot({ path: file, animations: 'disabled', ...(clip && { clip }) }).catch(() => undefined);
	return path.relative(process.cwd(), file);
}

function context(environment: TestEnvironment, images: Images, prefix: string, count: Count, signal: AbortSignal): ScenarioContext {
	let number = 0;
	return {
		environment,
		async step(title, action) {
			signal.throwIfAborted();
			const started = Date.now();
			const name = `${prefix}-${String(++number).padStart(2, '0')}-${slugify(title)}`;
			try {
				const result = await action();
				count.passed++;
				console.log(`  ok    ${title} (${seconds(started)})`);
				await screenshot(environment, name);
				return result;
			} catch (error) {
				if (signal.aborted) throw error;
				count.failed++;
				const seen = await screenshot(environment, `${name}-FAILED`);
				console.log(`  FAIL  ${title} (${seconds(started)})\n        ${(error as Error).message.replaceAll('\n', '\n        ')}\n        ${seen}`);
				throw new StepFailed(title);
			}
		},
		async save(name, area) {
			await screenshot(environment, name, area);
		},
		picture: async (name, area, page = environment.page) => await images.capture(page, name, area),
	};
}

/** Runs the scenarios one after another and prints every step. A failed step skips to the next scenario. */
export async function runScenarios(scenarios: Scenario[], environment: TestEnvironment, images: Images, signal: AbortSignal): Promise<Count> {
	rmSync(SCREENSHOTS, { recursive: true, force: true });
	mkdirSync(SCREENSHOTS, { recursive: true });
	const count: Count = { passed: 0, failed: 0 };
	for (const [index, { title, run }] of scenarios.entries()) {
		const started = Date.now();
		console.log(`\n${title}`);
		try {
			await run(context(environment, images, `${String(index + 1).padStart(2, '0')}-${slugify(title).slice(0, 24)}`, count, signal));
		} catch (error) {
			if (signal.aborted) throw error;
			if (!(error instanceof StepFailed)) {
				count.failed++;
				console.log(`  FAIL  outside a step: ${(error as Error).message}`);
			}
			console.log('        The rest of this scenario was skipped.');
		}
		console.log(`  (${seconds(started)})`);
	}
	return count;
}
