import Table from 'cli-table3';
import type { SimplifiedFinding } from '../../nodes/ApideckVault/actions/outputs';
import { SEVERITIES, type Severity, severityRank } from '../../nodes/ApideckVault/audit/rules/verdict';
import { color } from './color';

/** The output device of the table. */
export interface Screen {
	/** Characters per line. Undefined for a file or a pipe, where the line length is unlimited. */
	columns?: number;
	useColor: boolean;
}

const HEAD = ['Severity', 'Consumer', 'Connection', 'Who must act', 'What is wrong'];
/** A table of five columns is unreadable below this width. */
const MIN_TABLE_WIDTH = 120;
/** The maximum column widths. The last column takes the remaining space. */
const MAX_COLUMN_WIDTH = [8, 26, 30, 12];
const PADDING = 2;

interface Row {
	severity: Severity;
	cells: string[];
}

// Names are external data. Escape sequences in them must not reach the terminal.
const printable = (text: string) => text.replace(/\p{Cc}+/gu, ' ');

const consumerOf = (finding: SimplifiedFinding) => finding.consumer_name ?? finding.consumer_id;

function rowOf(finding: SimplifiedFinding): Row {
	const { severity, connection, actor, reason } = finding;
	const cells = [severity, consumerOf(finding), connection ?? '', actor, reason];
	return { severity, cells: cells.map(printable) };
}

function worstFirst(a: SimplifiedFinding, b: SimplifiedFinding): number {
	return (
		severityRank(b.severity) - severityRank(a.severity) ||
		consumerOf(a).localeCompare(consumerOf(b)) ||
		(a.connection ?? '').localeCompare(b.connection ?? '')
	);
}

/** Counts such as `12 critical, 5 warning, 3 info, 40 ok`, without unused severities. */
export function countBySeverity(findings: SimplifiedFinding[]): string {
	return SEVERITIES.map((severity) => ({ severity, count: findings.filter((finding) => finding.severity === severity).length }))
		.filter(({ count }) => count > 0)
		.map(({ severity, count }) => `${count} ${severity}`)
		.join(', ');
}

/** Plain columns with one line per row, for files, logs and other programs. */
function plainTable(rows: Row[]): string {
	const all = [HEAD, ...rows.map(({ cells }) => cells)];
	const widths = HEAD.map((_, column) => Math.max(...all.map((cells) => cells[column]?.length ?? 0)));
	return all.map((cells) => cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ').trimEnd()).join('\n');
}

/** One block of lines per finding, for narrow terminals. */
function blocks(rows: Row[], useColor: boolean): string {
	return rows
		.map(({ severity, cells: [, consumer, connection, actor, reason] }) =>
			[
				`${color(severity.toUpperCase(), severity, useColor)}  ${consumer}`,
				`  ${[connection, actor].filter(Boolean).join(' · ')}`,
				`  ${reason}`,
			].join('\n'),
		)
		.join('\n\n');
}

function boxedTable(rows: Row[], columns: number, useColor: boolean): string {
	const wanted = MAX_COLUMN_WIDTH.map((widest, column) => {
		const longest = Math.max(...[HEAD, ...rows.map(({ cells }) => cells)].map((cells) => cells[column]?.length ?? 0));
		return Math.min(widest, longest) + PADDING;
	});
	const lines = HEAD.length + 1;
	const last = columns - lines - wanted.reduce((sum, width) => sum + width, 0);
	const table = new Table({
		head: HEAD,
		colWidths: [...wanted, last],
		wordWrap: true,
		// Rows are not separated by lines, because each starts with its severity.
		style: { head: useColor ? ['bold'] : [], border: useColor ? ['grey'] : [], compact: true },
	});
	table.push(...rows.map(({ severity, cells: [first = '', ...others] }) => [color(first, severity, useColor), ...others]));
	return table.toString();
}

/** The findings as text, the most severe first: a table for a terminal, blocks for a narrow one, plain lines for a pipe. */
export function renderFindings(findings: SimplifiedFinding[], screen: Screen): string {
	const rows = [...findings].sort(worstFirst).map(rowOf);
	if (screen.columns === undefined) return plainTable(rows);
	return screen.columns < MIN_TABLE_WIDTH ? blocks(rows, screen.useColor) : boxedTable(rows, screen.columns, screen.useColor);
}
