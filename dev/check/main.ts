/* eslint-disable @n8n/community-nodes/no-restricted-globals, no-console -- a command line: never runs inside n8n */
import axios from 'axios';
import { installN8n, withoutProxyForLoopback } from '../../e2e';
import { launchChromium } from '../../e2e/browser/chromium';
import { Canvas } from '../../e2e/browser/editor/canvas';
import type { NodePanel } from '../../e2e/browser/editor/nodePanel';
import { signIn } from '../../e2e/browser/editor/signIn';
import { assert, assertContains, eventually } from '../../e2e/browser/eventually';
import type { Browser } from '../../e2e/browser/playwright';
import { readAuditWorkflow } from '../../demo/auditWorkflow';
import { CheckoutCopy } from './checkoutCopy';
import { DevCommand, type Announced } from './devCommand';
import { Steps } from './steps';

/** From the command to the changed label, in seconds, on a quiet machine. Printed and not asserted: it depends on the machine. */
const AIM_S = 60;

const FILE = 'nodes/ApideckVault/actions/audit/parameters.ts';
const LABELS = ['Consumers', 'Customers to Audit', 'Whose Connections'] as const;
const HARMLESS = '/** Thresholds and depth. */';
// Correct TypeScript that cannot be loaded.
const BROKEN = "JSON.parse('broken on purpose');";
const label = (text: string) => `displayName: '${text}'`;

const reachable = async (url: string) => (await axios.get(url, { proxy: false, validateStatus: () => true }).catch(() => undefined)) !== undefined;

async function shows(panel: NodePanel, text: string): Promise<void> {
	await eventually(`"${text}" in the open panel`, async () => (await panel.labels()).includes(text), 20_000);
}

async function openPanel(browser: Browser, { workflowUrl, login }: Announced): Promise<NodePanel> {
	const context = await browser.newContext({ viewport: { width: 1400, height: 900 }, reducedMotion: 'reduce' });
	const page = await context.newPage();
	const { origin, pathname } = new URL(workflowUrl);
	await signIn(page, origin, login);
	const canvas = await Canvas.open(page, origin, pathname.split('/').pop());
	return await canvas.openNode(readAuditWorkflow().audit.name);
}

async function check(steps: Steps, copy: CheckoutCopy, command: DevCommand, browser: Browser): Promise<void> {
	const started = Date.now();
	const announced = await steps.step('npm run dev in a copy of the checkout opens an n8n', async () => await command.announced(2 * AIM_S * 1_000));
	const panel = await steps.step('the editor shows the node with its label', async () => {
		const opened = await openPanel(browser, announced);
		await shows(opened, LABELS[0]);
		return opened;
	});
	await steps.step('a changed label appears in the open panel', async () => {
		copy.replace(FILE, label(LABELS[0]), label(LABELS[1]));
		await shows(panel, LABELS[1]);
		await command.said(/In the editor after/);
	});
	const took = Date.now() - started;
	await steps.step('a type error is printed, and n8n keeps what it has', async () => {
		copy.replace(FILE, label(LABELS[1]), 'displayName: 1');
		const [error] = await command.said(/error TS\d+: .*/);
		assertContains(error, ["Type 'number' is not assignable to type 'string'"], 'the error');
		assert((await panel.labels()).includes(LABELS[1]), 'The label is gone.');
	});
	await steps.step('once it is corrected, the next label appears', async () => {
		copy.replace(FILE, 'displayName: 1', label(LABELS[2]));
		await shows(panel, LABELS[2]);
		await command.said(/In the editor after/);
	});
	await steps.step('a package that cannot be loaded is reported with the reason, and after the repair it is loaded', async () => {
		copy.replace(FILE, HARMLESS, BROKEN);
		await command.said(/could not load the package:[^]*broken on purpose/);
		copy.replace(FILE, BROKEN, HARMLESS);
		await command.said(/In the editor after/);
		await panel.page.reload();
		await eventually('the node again', async () => (await panel.page.getByText(readAuditWorkflow().audit.name).count()) > 0);
	});
	await steps.step('a changed package.json restarts n8n at the same address', async () => {
		copy.replace('package.json', '"license": "MIT"', '"license": "ISC"');
		await command.said(/n8n is restarted/);
		await command.said(/In the editor after/, 60_000);
		assert(await reachable(announced.workflowUrl), 'n8n does not answer.');
	});
	await steps.step('Ctrl-C ends everything', async () => {
		await command.interrupt();
		assertContains(command.news(), ['Stopped.'], 'the last words of npm run dev');
		assert(!(await reachable(announced.workflowUrl)), 'n8n still answers.');
		assert(!(await reachable(announced.sandboxUrl)), 'The sandbox still answers.');
	});
	console.log(`  From npm run dev to the changed label: ${(took / 1000).toFixed(1)} s (aim: ${AIM_S} s)`);
}

/** The contributor's path: `npm run dev`, a changed label, the editor. Resolves with the exit code: 0 only when every step has passed. */
export async function main(): Promise<number> {
	process.env.NO_PROXY = withoutProxyForLoopback(process.env.NO_PROXY ?? process.env.no_proxy);
	process.env.no_proxy = process.env.NO_PROXY;
	const stopped = new AbortController();
	const installation = await installN8n(stopped.signal);
	const browser = await launchChromium(installation);
	const copy = CheckoutCopy.make();
	const command = DevCommand.start(copy.folder);
	// What waits for the command fails when it has ended.
	for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => command.kill());
	const steps = new Steps();
	try {
		await check(steps, copy, command, browser);
	} catch (error) {
		steps.failed(error as Error, command.news());
	} finally {
		command.kill();
		await browser.close();
		copy.remove();
	}
	console.log(`\n${steps.closingLine()}`);
	return steps.exitCode();
}
