import axios from 'axios';
import { installN8n, withoutProxyForLoopback } from '../../n8n';
import { launchChromium } from '../../../test/e2e/browser/chromium';
import { Canvas } from '../../../test/e2e/browser/editor/canvas';
import type { NodePanel } from '../../../test/e2e/browser/editor/nodePanel';
import { signIn } from '../../../test/e2e/browser/editor/signIn';
import { assert, assertContains, eventually } from '../../../test/e2e/browser/eventually';
import type { Browser } from '../../../test/e2e/browser/playwright';
import { readAuditWorkflow } from '../../demo/auditWorkflow';
import { CheckoutCopy } from './checkoutCopy';
import { DevCommand, type Announcement } from './devCommand';
import { Steps } from './steps';

/** The target for the time from the command to the changed label. It is printed and not asserted, because it depends on the machine. */
const TARGET_S = 60;

const FILE = 'nodes/ApideckVault/actions/audit/parameters.ts';
const LABELS = ['Consumers', 'Customers to Audit', 'Whose Connections'] as const;
const HARMLESS = 'export const scopeParams = {';
// Valid TypeScript that throws when it is loaded.
const BROKEN = `JSON.parse('broken on purpose');\n${HARMLESS}`;
/** The label as the source declares it: the first argument of a parameter's constructor. */
const label = (text: string) => `\t\t'${text}',`;
const NO_LABEL = '\t\t1,';

const reachable = async (url: string) => (await axios.get(url, { proxy: false, validateStatus: () => true }).catch(() => undefined)) !== undefined;

async function shows(panel: NodePanel, text: string): Promise<void> {
	await eventually(`"${text}" in the open panel`, async () => (await panel.labels()).includes(text), 20_000);
}

async function openPanel(browser: Browser, { workflowUrl, login }: Announcement): Promise<NodePanel> {
	const context = await browser.newContext({ viewport: { width: 1400, height: 900 }, reducedMotion: 'reduce' });
	const page = await context.newPage();
	const { origin, pathname } = new URL(workflowUrl);
	await signIn(page, origin, login);
	const canvas = await Canvas.open(page, origin, pathname.split('/').pop());
	return await canvas.openNode(readAuditWorkflow().audit.name);
}

async function check(steps: Steps, copy: CheckoutCopy, command: DevCommand, browser: Browser): Promise<void> {
	const started = Date.now();
	const announced = await steps.step('npm run dev starts an n8n in a copy of the checkout', async () => await command.waitForAnnouncement(2 * TARGET_S * 1_000));
	const panel = await steps.step('the editor shows the node with its label', async () => {
		const opened = await openPanel(browser, announced);
		await shows(opened, LABELS[0]);
		return opened;
	});
	await steps.step('a changed label appears in the open panel', async () => {
		copy.replace(FILE, label(LABELS[0]), label(LABELS[1]));
		await shows(panel, LABELS[1]);
		await command.waitForOutput(/Loaded after/);
	});
	const elapsedMs = Date.now() - started;
	await steps.step('a type error is printed, and n8n keeps the last version', async () => {
		copy.replace(FILE, label(LABELS[1]), NO_LABEL);
		const [error] = await command.waitForOutput(/error TS\d+: .*/);
		assertContains(error, ["Argument of type 'number' is not assignable to parameter of type 'string'"], 'the error');
		assert((await panel.labels()).includes(LABELS[1]), 'The label is gone.');
	});
	await steps.step('the next label appears after the error is fixed', async () => {
		copy.replace(FILE, NO_LABEL, label(LABELS[2]));
		await shows(panel, LABELS[2]);
		await command.waitForOutput(/Loaded after/);
	});
	await steps.step('a package that cannot be loaded is reported with the reason, and loaded after the fix', async () => {
		copy.replace(FILE, HARMLESS, BROKEN);
		await command.waitForOutput(/could not load the package:[^]*broken on purpose/);
		copy.replace(FILE, BROKEN, HARMLESS);
		await command.waitForOutput(/Loaded after/);
		await panel.page.reload();
		await eventually('the node after the reload', async () => (await panel.page.getByText(readAuditWorkflow().audit.name).count()) > 0);
	});
	await steps.step('a changed package.json restarts n8n with the same URL', async () => {
		copy.replace('package.json', '"license": "MIT"', '"license": "ISC"');
		await command.waitForOutput(/Restarting n8n/);
		await command.waitForOutput(/Loaded after/, 60_000);
		assert(await reachable(announced.workflowUrl), 'n8n does not respond.');
	});
	await steps.step('Ctrl-C stops everything', async () => {
		await command.interrupt();
		assertContains(command.newOutput(), ['Stopped.'], 'the last output of npm run dev');
		assert(!(await reachable(announced.workflowUrl)), 'n8n still responds.');
		assert(!(await reachable(announced.sandboxUrl)), 'The sandbox still responds.');
	});
	console.log(`  From npm run dev to the changed label: ${(elapsedMs / 1000).toFixed(1)} s (target: ${TARGET_S} s)`);
}

/** Tests a contributor's workflow: `npm run dev`, a changed label, the editor. Resolves with the exit code: 0 only when every step has passed. */
export async function main(): Promise<number> {
	process.env.NO_PROXY = withoutProxyForLoopback(process.env.NO_PROXY ?? process.env.no_proxy);
	process.env.no_proxy = process.env.NO_PROXY;
	const stopped = new AbortController();
	const installation = await installN8n(stopped.signal);
	const browser = await launchChromium(installation);
	const copy = CheckoutCopy.make();
	const command = DevCommand.start(copy.folder);
	// Pending steps fail when the command has ended.
	for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => command.kill());
	const steps = new Steps();
	try {
		await check(steps, copy, command, browser);
	} catch (error) {
		steps.failed(error as Error, command.newOutput());
	} finally {
		command.kill();
		await browser.close();
		copy.remove();
	}
	console.log(`\n${steps.closingLine()}`);
	return steps.exitCode();
}
