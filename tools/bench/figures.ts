import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Table } from 'cli-table3';

/** A section of docs/figures.md, between `<!-- name -->` and `<!-- /name -->`. */
type FigureSection = 'requests' | 'audit' | 'limits';

interface Figures {
	head: string[];
	rows: string[][];
}

/** What of a printed table the page shows: all of it, or only these columns and rows (by their first cell). */
interface Shown {
	columns?: readonly string[];
	rows?: readonly string[];
}

const PAGE = path.join(__dirname, '..', '..', 'docs', 'figures.md');

/**
 * The heads and cells of a printed table as text.
 * @throws Error when the table lacks a column or row that is to be shown
 */
export function figuresOf(table: Table, { columns, rows }: Shown = {}): Figures {
	const { head } = table.options;
	const kept = head.flatMap((name, index) => (columns && index > 0 && !columns.includes(name) ? [] : [index]));
	const cells = [...table].map((row) => (row as unknown[]).map(String));
	const missing = [...(columns ?? []).filter((name) => !head.includes(name)), ...(rows ?? []).filter((name) => !cells.some(([label]) => label === name))];
	if (missing.length > 0) throw new Error(`The table has no column or row "${missing.join('", "')}"`);
	const pick = (row: string[]) => kept.map((index) => row[index] ?? '');
	return { head: pick(head), rows: cells.filter(([label = '']) => rows?.includes(label) ?? true).map(pick) };
}

/**
 * The page with one section replaced.
 * @param measured when, and with what
 * @throws Error when the page has no such section
 */
export function replaceFigures(page: string, section: FigureSection, { head, rows }: Figures, measured: string): string {
	const [start, end] = [`<!-- ${section} -->\n`, `<!-- /${section} -->`];
	const from = page.indexOf(start) + start.length;
	const to = page.indexOf(end);
	if (from < start.length || to < from) throw new Error(`docs/figures.md has no section between ${start.trim()} and ${end}`);
	const line = (cells: string[]) => `| ${cells.join(' | ')} |`;
	const lines = [`Measured ${measured}.`, '', line(head), line(head.map(() => '---')), ...rows.map(line)];
	return `${page.slice(0, from)}${lines.join('\n')}\n${page.slice(to)}`;
}

/** Writes what was just measured to docs/figures.md. */
export function writeFigures(section: FigureSection, table: Table, shown: Shown, host: string): void {
	const measured = `${new Date().toISOString().slice(0, 10)} with ${host}`;
	writeFileSync(PAGE, replaceFigures(readFileSync(PAGE, 'utf8'), section, figuresOf(table, shown), measured));
}
