import Table from 'cli-table3';
import type { Finding } from '../nodes/ApideckVault/audit/finding';
import { SEVERITIES, severityRank, type Severity } from '../nodes/ApideckVault/audit/verdict';
import { colour } from './colour';

/** What the table is written to. */
export interface Screen {
	/** Characters per line; left out for a file or a pipe, where lines may be as long as they need. */
	columns?: number;
	colours: boolean;
}

const HEAD = ['Severity', 'Consumer', 'Service', 'State', 'Health', 'What is wrong'];
/** Below this a table of six columns is no longer readable. */
const NARROW = 120;
/** The widest that a column gets, so that the last one keeps room; the last takes what is left. */
const WIDEST = [8, 22, 20, 12, 20];
const PADDING = 2;

interface Row {
	severity: Severity;
	cells: string[];
}

// Names come from other people: an escape sequence in one of them must not reach the terminal.
const printable = (text: string) => text.replace(/\p{Cc}+/gu, ' ');

const consumerOf = (finding: Finding) => finding.consumer_name ?? finding.consumer_id;

function serviceOf({ service_id, unified_api, connection_name }: Finding): string {
	if (!service_id) return '';
	return `${connection_name ?? service_id}${unified_api ? ` (${unified_api})` : ''}`;
}

function rowOf(finding: Finding): Row {
	const { severity, state, health, reason } = finding;
	const cells = [severity, consumerOf(finding), serviceOf(finding), state ?? '', health ?? '', reason];
	return { severity, cells: cells.map(printable) };
}

function worstFirst(a: Finding, b: Finding): number {
	return (
		severityRank(b.severity) - severityRank(a.severity) ||
		consumerOf(a).localeCompare(consumerOf(b)) ||
		serviceOf(a).localeCompare(serviceOf(b))
	);
}

/** `12 critical, 5 warning, 3 info, 40 ok` of the findings, without the severities that do not occur. */
export function countBySeverity(findings: Finding[]): string {
	return SEVERITIES.map((severity) => ({ severity, count: findings.filter((finding) => finding.severity === severity).length }))
		.filter(({ count }) => count > 0)
		.map(({ severity, count }) => `${count} ${severity}`)
		.join(', ');
}

/** Plain columns without lines, each row on one line: for files, logs and other programs. */
function plainTable(rows: Row[]): string {
	const all = [HEAD, ...rows.map(({ cells }) => cells)];
	const widths = HEAD.map((_, column) => Math.max(...all.map((cells) => cells[column]?.length ?? 0)));
	return all.map((cells) => cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ').trimEnd()).join('\n');
}

/** One block of lines per finding, for a terminal too narrow for columns. */
function blocks(rows: Row[], colours: boolean): string {
	return rows
		.map(({ severity, cells: [, consumer, service, state, health, reason] }) =>
			[
				`${colour(severity.toUpperCase(), severity, colours)}  ${consumer}`,
				`  ${[service, state, health].filter(Boolean).join(' · ')}`,
				`  ${reason}`,
			].join('\n'),
		)
		.join('\n\n');
}

function boxedTable(rows: Row[], columns: number, colours: boolean): string {
	const wanted = WIDEST.map((widest, column) => {
		const longest = Math.max(...[HEAD, ...rows.map(({ cells }) => cells)].map((cells) => cells[column]?.length ?? 0));
		return Math.min(widest, longest) + PADDING;
	});
	const lines = HEAD.length + 1;
	const last = columns - lines - wanted.reduce((sum, width) => sum + width, 0);
	const table = new Table({
		head: HEAD,
		colWidths: [...wanted, last],
		wordWrap: true,
		// No lines between rows: the severity marks where one begins.
		style: { head: colours ? ['bold'] : [], border: colours ? ['grey'] : [], compact: true },
	});
	table.push(...rows.map(({ severity, cells: [first = '', ...others] }) => [colour(first, severity, colours), ...others]));
	return table.toString();
}

/** The findings as text, the worst first: columns that fill a terminal's width, blocks on a narrow one, plain lines in a pipe. */
export function renderFindings(findings: Finding[], screen: Screen): string {
	const rows = [...findings].sort(worstFirst).map(rowOf);
	if (screen.columns === undefined) return plainTable(rows);
	return screen.columns < NARROW ? blocks(rows, screen.colours) : boxedTable(rows, screen.columns, screen.colours);
}
