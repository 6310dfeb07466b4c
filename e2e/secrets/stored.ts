/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- development only: never runs inside n8n */
import { execFile } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import type { Installation } from '../installation';

/** One row of n8n's database, every column as text. */
export interface Row {
	table: string;
	columns: Record<string, string>;
}

/** Every row of every table, read with SQL by the Node of n8n. */
export async function readRows(installation: Installation, database: string): Promise<Row[]> {
	const script = path.join(__dirname, 'dumpDatabase.cjs');
	const { stdout } = await promisify(execFile)(installation.node, ['--no-warnings', script, database], { maxBuffer: 512 * 1024 * 1024 });
	return stdout.split('\n').filter(Boolean).map((line) => JSON.parse(line) as Row);
}

/** Every file below a folder, links not followed. `skip` tells of folders and files that are left out. */
export function filesBelow(folder: string, skip: (file: string) => boolean = () => false): string[] {
	return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
		const file = path.join(folder, entry.name);
		if (skip(file)) return [];
		if (entry.isDirectory()) return filesBelow(file, skip);
		return entry.isFile() ? [file] : [];
	});
}

/** Files that were written at or after a moment (Unix milliseconds). */
export const writtenSince = (files: string[], since: number): string[] => files.filter((file) => statSync(file).mtimeMs >= since);
