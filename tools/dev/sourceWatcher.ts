import { once } from 'node:events';
import { watchAssets } from '../scripts/assets.cjs';
import { watchSources, type Compilation } from './compiler';
import type { ReloadingN8n } from './reloadingN8n';

const MANIFEST = 'package.json';

/** Prints a line with a timestamp. */
function log(text: string): void {
	console.log(`${new Date().toTimeString().slice(0, 8)}  ${text}`);
}

const seconds = (ms: number) => `${(ms / 1000).toFixed(1)} s`;

/** Compiles and copies changed files, passes them to n8n, and prints what it did. Errors in a source do not end it. */
export class SourceWatcher {
	private n8n: ReloadingN8n | undefined;
	private compiler: { close(): void } | undefined;
	private assets: { close(): Promise<void> } | undefined;
	private hasCompiled = false;
	private onFirst: () => void = () => undefined;
	private changedBeforeAttach = false;
	/** Changes are handled sequentially. */
	private work: Promise<void> = Promise.resolve();

	/** Starts to watch. Resolves when the package has been compiled without errors for the first time. `dist` is the output folder. */
	async start(dist: string, signal: AbortSignal): Promise<void> {
		const first = new Promise<void>((resolve) => {
			this.onFirst = resolve;
		});
		this.compiler = watchSources(dist, (compilation) => this.onCompiled(compilation));
		this.assets = watchAssets(dist, (file, error) => this.onAsset(file, error));
		await Promise.race([first, once(signal, 'abort')]);
		signal.throwIfAborted();
	}

	/** Passes all further changes to `n8n`, which was started after `start`. */
	attach(n8n: ReloadingN8n): void {
		this.n8n = n8n;
		if (this.changedBeforeAttach) this.deliver('Files changed while n8n was starting', 'it may have loaded the old files');
	}

	async close(): Promise<void> {
		this.compiler?.close();
		await this.assets?.close();
	}

	private onCompiled({ written, errors, ms }: Compilation): void {
		if (errors !== '') {
			const meanwhile = this.hasCompiled ? 'n8n keeps the last version' : 'n8n starts once they are fixed';
			log(`Errors; ${meanwhile} (${seconds(ms)})\n${errors.trimEnd()}`);
		} else if (!this.hasCompiled) {
			log(`Compiled ${written.length} files (${seconds(ms)})`);
			this.hasCompiled = true;
			this.onFirst();
		} else if (written.length === 0) {
			log(`Compiled without changes (${seconds(ms)})`);
		} else {
			this.deliver(`Compiled ${written.join(', ')} (${seconds(ms)})`);
		}
	}

	private onAsset(file: string, error?: Error): void {
		if (error) log(`${file} could not be copied: ${error.message}`);
		else this.deliver(`Copied ${file}`, file === MANIFEST ? 'n8n reads this file only at startup' : undefined);
	}

	/** @param restart why n8n has to be restarted */
	private deliver(what: string, restart?: string): void {
		const since = Date.now();
		this.work = this.work
			.then(async () => await this.reload(what, since, restart))
			.catch((error: Error) => log(`n8n could not reload: ${error.message}`));
	}

	private async reload(what: string, since: number, restart?: string): Promise<void> {
		log(what);
		const { n8n } = this;
		if (!n8n) {
			this.changedBeforeAttach = true;
			return;
		}
		const result = restart === undefined ? await n8n.waitForReload(since) : undefined;
		if (result?.kind === 'rejected') {
			log(`n8n could not load the package:\n${result.reason}`);
			return;
		}
		if (result?.kind !== 'loaded') {
			log(`Restarting n8n: ${restart ?? 'it did not notice the change'}`);
			await n8n.restart();
		}
		log(`Loaded after ${seconds(Date.now() - since)}`);
	}
}
