import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import type { Subscription } from '../webhooks/subscriptions';
import type { VaultChanges } from './vault';

/** What a sandbox keeps between two starts. Unchanged data comes from the scenario, with times relative to the start. */
export interface SavedState {
	vault: VaultChanges;
	subscriptions: Subscription[];
}

/** A file with the state of a sandbox. */
export class StateFile {
	private written = '';

	constructor(private readonly file: string) {}

	/** The saved state, undefined at the first start. Throws an error that names the file when it is damaged. */
	read(): SavedState | undefined {
		if (!existsSync(this.file)) return undefined;
		const text = readFileSync(this.file, 'utf8');
		try {
			const state = JSON.parse(text) as SavedState;
			this.written = text;
			return state;
		} catch (error) {
			throw new Error(`${this.file} is damaged. Delete it to start with the original data.`, { cause: error });
		}
	}

	/** Writes the state atomically if it has changed. */
	write(state: SavedState): void {
		const text = JSON.stringify(state);
		if (text === this.written) return;
		mkdirSync(path.dirname(this.file), { recursive: true });
		const partial = `${this.file}.partial`;
		writeFileSync(partial, text, { mode: 0o600 });
		renameSync(partial, this.file);
		this.written = text;
	}
}
