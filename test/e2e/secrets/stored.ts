import { execFile } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import type { Installation } from '../../../tools/n8n/installation';

/** One row of n8n's database, with every column as text. */
export interface Row {
	table: string;
	columns: Record<string, string>;
}

/** Reads every row of every table with n8n's Node. */
export async function readRows(installation: Installation, database: string): Promise<Row[]> {
	const script = path.join(__dirname, 'dumpDatabase.cjs');
	const { stdout } = await promisify(execFile)(installation.node, ['--no-warnings', script, database], { maxBuffer: 512 * 1024 * 1024 });
	return stdout.split('\n').filter(Boolean).map((line) => JSON.parse(line) as Row);
}

/** Lists every file below a folder without following links. `skip` excludes folders and files. */
export function listFiles(folder: string, skip: (file: string) => boolean = () => false): string[] {
	return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
		const file = path.join(folder, entry.name);
		if (skip(file)) return [];
		if (entry.isDirectory()) return listFiles(file, skip);
		return entry.isFile() ? [file] : [];
	});
}

/** Lists files that were written at or after `since` (Unix milliseconds). */
export const listFilesSince = (files: string[], since: number): string[] => files.filter((file) => statSync(file).mtimeMs >= since);
