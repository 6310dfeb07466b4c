import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Login } from '../n8n';

/** What is saved about a local n8n and its sandbox between starts. */
interface SavedState {
	login: Login;
	/** The imported example and the hash of its file. */
	example?: { id: string; hash: string };
	/** The ports of the last start, without those that environment variables asked for. */
	ports?: Record<string, number>;
	/** The process that uses the folder. */
	pid?: number;
}

const fileIn = (folder: string) => path.join(folder, 'demo.json');

/** The state of the n8n with its data in `folder`. On the first start, it only contains a new login. */
export function loadState(folder: string): SavedState {
	if (existsSync(fileIn(folder))) return JSON.parse(readFileSync(fileIn(folder), 'utf8')) as SavedState;
	// n8n requires a digit and a capital letter. The random part makes the password unique.
	return { login: { email: 'owner@sandbox.example', password: `Sandbox1-${randomBytes(6).toString('hex')}` } };
}

/** Adds `change` to the saved state. */
export function saveState(folder: string, change: Partial<SavedState>): void {
	mkdirSync(folder, { recursive: true });
	const state = { ...loadState(folder), ...change };
	writeFileSync(fileIn(folder), JSON.stringify(state, null, '\t'), { mode: 0o600 });
}
