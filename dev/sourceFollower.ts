/* eslint-disable @n8n/community-nodes/no-restricted-imports, no-console -- a command line: never runs inside n8n */
import { once } from 'node:events';
import { watchAssets } from '../scripts/assets.cjs';
import { watchSources, type Compilation } from './compiler';
import type { N8nFollower } from './n8nFollower';

const MANIFEST = 'package.json';

/** A line with the time of day before it. */
function say(text: string): void {
	console.log(`${new Date().toTimeString().slice(0, 8)}  ${text}`);
}

const seconds = (ms: number) => `${(ms / 1000).toFixed(1)} s`;

/** Compiles and copies what changes, hands it to n8n, and prints what it did. Nothing that is wrong with a source ends it. */
export class SourceFollower {
	private n8n: N8nFollower | undefined;
	private compiler: { close(): void } | undefined;
	private assets: { close(): Promise<void> } | undefined;
	private hasCompiled = false;
	private onFirst: () => void = () => undefined;
	private missed = false;
	/** One change after the other. */
	private work: Promise<void> = Promise.resolve();

	/** Begins to follow; resolves when the package has been compiled without errors for the first time. `dist` takes the code. */
	async start(dist: string, signal: AbortSignal): Promise<void> {
		const first = new Promise<void>((resolve) => {
			this.onFirst = resolve;
		});
		this.compiler = watchSources(dist, (compilation) => this.onCompiled(compilation));
		this.assets = watchAssets(dist, (file, error) => this.onAsset(file, error));
		await Promise.race([first, once(signal, 'abort')]);
		signal.throwIfAborted();
	}

	/** From now on `n8n`, which was started after `start`, follows what changes. */
	deliverTo(n8n: N8nFollower): void {
		this.n8n = n8n;
		if (this.missed) this.deliver('Something changed while n8n was starting', 'it may have read what was before');
	}

	async close(): Promise<void> {
		this.compiler?.close();
		await this.assets?.close();
	}

	private onCompiled({ written, errors, ms }: Compilation): void {
		if (errors !== '') {
			const meanwhile = this.hasCompiled ? 'n8n keeps what it has' : 'n8n is started when they are gone';
			say(`Errors; ${meanwhile} (${seconds(ms)})\n${errors.trimEnd()}`);
		} else if (!this.hasCompiled) {
			say(`Compiled ${written.length} files (${seconds(ms)})`);
			this.hasCompiled = true;
			this.onFirst();
		} else if (written.length === 0) {
			say(`Compiled, nothing is different (${seconds(ms)})`);
		} else {
			this.deliver(`Compiled ${written.join(', ')} (${seconds(ms)})`);
		}
	}

	private onAsset(file: string, error?: Error): void {
		if (error) say(`${file} could not be copied: ${error.message}`);
		else this.deliver(`Copied ${file}`, file === MANIFEST ? 'it reads this file only when it starts' : undefined);
	}

	/** @param restart why n8n has to be started again for it */
	private deliver(what: string, restart?: string): void {
		const since = Date.now();
		this.work = this.work
			.then(async () => await this.handOver(what, since, restart))
			.catch((error: Error) => say(`n8n could not take it over: ${error.message}`));
	}

	private async handOver(what: string, since: number, restart?: string): Promise<void> {
		say(what);
		const { n8n } = this;
		if (!n8n) {
			this.missed = true;
			return;
		}
		const arrival = restart === undefined ? await n8n.arrival(since) : undefined;
		if (arrival?.kind === 'refused') {
			say(`n8n could not load the package:\n${arrival.why}`);
			return;
		}
		if (arrival?.kind !== 'loaded') {
			say(`n8n is restarted: ${restart ?? 'it has not noticed the change'}`);
			await n8n.restart();
		}
		say(`In the editor after ${seconds(Date.now() - since)}`);
	}
}
