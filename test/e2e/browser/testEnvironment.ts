import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { UserError } from 'n8n-workflow';
import type { Browser, BrowserContext, Page } from './playwright';
import { freePort, installCommunityPackage, installN8n, N8nApi, pack, startN8n, type Installation, type Login, type N8nServer } from '../../../tools/n8n';
import { withProgress } from '../../../tools/scripts/progress.cjs';
import { large, startSandbox, type Sandbox } from '../../../tools/sandbox';
import { launchChromium } from './chromium';
import { signIn } from './editor/signIn';

const ROOT = path.join(__dirname, '..', '..', '..');
// n8n requires a digit and a capital letter.
const newLogin = (): Login => ({ email: 'owner@sandbox.example', password: `Sandbox1-${randomBytes(6).toString('hex')}` });
/** n8n's default name for the first credential of the type. The examples use it, and the editor finds it by this name. */
export const CREDENTIAL = 'Apideck account';
export const MANY_CONSUMERS = 'Many consumers';
export const NO_CONSUMER = 'No default consumer';
/** The size of the page in CSS pixels. */
export const VIEWPORT = { width: 1400, height: 900 };
/** Tall enough for every form, because a picture does not contain what must be scrolled to. */
export const TALL = { width: VIEWPORT.width, height: 1300 };
const CREDENTIAL_TYPE = 'apideckApi';

type SavedCredential = Awaited<ReturnType<N8nApi['saveCredential']>>;

/** A new n8n with the packed package, two sandboxes and a browser that is signed in. */
export class TestEnvironment {
	private constructor(
		private readonly folder: string,
		private readonly installation: Installation,
		private readonly port: number,
		readonly sandbox: Sandbox,
		/** 120 consumers: more than one page of the picker. */
		readonly largeSandbox: Sandbox,
		private server: N8nServer,
		private browser: Browser | undefined,
	) {}

	private readonly login = newLogin();

	api!: N8nApi;
	context!: BrowserContext;
	page!: Page;

	get url(): string {
		return this.server.url;
	}

	/** Installs what is missing and starts everything. Stops everything again when it fails. */
	static async start(signal: AbortSignal): Promise<TestEnvironment> {
		const installation = await installN8n(signal);
		const browser = await launchChromium(installation);
		const folder = await mkdtemp(path.join(tmpdir(), 'apideck-vault-e2e-'));
		const sandbox = await startSandbox();
		const largeSandbox = await startSandbox({ scenario: large({ consumers: 120 }) });
		try {
			await withProgress('Packing and installing the package', async () => {
				await installCommunityPackage(await pack(ROOT, folder), folder, installation);
			});
			const port = await freePort();
			const server = await withProgress('Starting n8n', async () => await startN8n({ installation, userFolder: folder, port }));
			const environment = new TestEnvironment(folder, installation, port, sandbox, largeSandbox, server, browser);
			try {
				await environment.open(browser);
				return environment;
			} catch (error) {
				await server.stop();
				throw error;
			}
		} catch (error) {
			await Promise.allSettled([browser.close(), sandbox.close(), largeSandbox.close(), rm(folder, { recursive: true, force: true })]);
			throw error;
		}
	}

	private async open(browser: Browser): Promise<void> {
		this.api = await N8nApi.signIn(this.url, this.login, this.installation);
		this.context = await browser.newContext({ viewport: VIEWPORT, reducedMotion: 'reduce' });
		this.context.setDefaultTimeout(30_000);
		this.page = await this.context.newPage();
		await signIn(this.page, this.url, this.login);
	}

	/** Saves the credentials that the scenarios use. The first one is created in the editor by a separate scenario. */
	async saveCredentials(): Promise<void> {
		await this.api.saveCredential(CREDENTIAL, CREDENTIAL_TYPE, this.sandbox.credentials);
		await this.api.saveCredential(MANY_CONSUMERS, CREDENTIAL_TYPE, this.largeSandbox.credentials);
		await this.api.saveCredential(NO_CONSUMER, CREDENTIAL_TYPE, { ...this.sandbox.credentials, consumerId: '' });
	}

	/** Finds a saved credential by its name. */
	async credential(name: string): Promise<SavedCredential> {
		const all = await this.api.call<SavedCredential[]>('GET', '/credentials');
		const found = all.find((credential) => credential.name === name);
		if (!found) throw new UserError(`The credential "${name}" does not exist, because the scenario that creates it has failed.`);
		return found;
	}

	/** Stops or kills n8n and starts it again with the same database and port. The browser stays signed in. */
	async restartN8n(signal?: 'SIGKILL'): Promise<void> {
		await this.server.stop(signal);
		this.server = await startN8n({ installation: this.installation, userFolder: this.folder, port: this.port });
		this.api = await N8nApi.signIn(this.url, this.login, this.installation);
	}

	async stop(): Promise<void> {
		await this.browser?.close().catch(() => undefined);
		await this.server.stop();
		await Promise.allSettled([this.sandbox.close(), this.largeSandbox.close()]);
		await rm(this.folder, { recursive: true, force: true });
	}
}
