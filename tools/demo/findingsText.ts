import type { SimplifiedFinding } from '../../nodes/ApideckVault/actions/outputs';
import { ACTOR_SENTENCES, pluralize } from '../../nodes/ApideckVault/audit/report/format';
import { SEVERITIES, severityRank } from '../../nodes/ApideckVault/audit/rules/verdict';
import { compareText } from '../../nodes/ApideckVault/audit/text';
import { color } from './color';

/** The output device of the text. */
export interface Screen {
	/** Characters per line. Undefined for a file or a pipe, where the line length is unlimited. */
	columns?: number;
	useColor: boolean;
	/** Unix milliseconds. Deadlines are shown relative to it. */
	now: number;
}

/** As many as fit on a screen. */
const SHOWN = 10;
const INDENT = ' '.repeat(10);
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const LOCAL_TIME = new Intl.DateTimeFormat('en-US', { month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });

// Names are external data. Escape sequences in them must not reach the terminal.
const printable = (text: string) => text.replace(/\p{Cc}+/gu, ' ');

const consumerOf = (finding: SimplifiedFinding) => finding.consumer_name ?? finding.consumer_id;

/** Empty for a consumer that could not be read. */
const connectionOf = ({ connection }: SimplifiedFinding) => (connection === null ? '' : `: ${connection}`);

/** The most urgent first. ISO times sort as text. */
function mostUrgentFirst(a: SimplifiedFinding, b: SimplifiedFinding): number {
	return (
		severityRank(b.severity) - severityRank(a.severity) ||
		compareText(a.deadline ?? '9999', b.deadline ?? '9999') ||
		consumerOf(a).localeCompare(consumerOf(b), 'en') ||
		connectionOf(a).localeCompare(connectionOf(b), 'en')
	);
}

/** Counts such as `12 critical, 5 warning, 3 info, 40 ok`, without unused severities. */
export function countBySeverity(findings: SimplifiedFinding[]): string {
	return SEVERITIES.map((severity) => ({ severity, count: findings.filter((finding) => finding.severity === severity).length }))
		.filter(({ count }) => count > 0)
		.map(({ severity, count }) => `${count} ${severity}`)
		.join(', ');
}

/** `Dec 1, 02:55 (in 5 h)` */
function describeDeadline(deadline: string, now: number): string {
	const left = Date.parse(deadline) - now;
	const [unit, name] = left < HOUR ? [MINUTE, 'min'] : left < 3 * DAY ? [HOUR, 'h'] : [DAY, 'days'];
	return `${LOCAL_TIME.format(Date.parse(deadline))} (${left > 0 ? `in ${Math.round(left / unit)} ${name}` : 'overdue'})`;
}

/** Breaks the text between words. A word that is longer than a line stays whole. */
function wrap(text: string, width: number): string[] {
	const lines = [''];
	for (const word of text.split(' ')) {
		const last = lines.length - 1;
		const longer = lines[last] === '' ? word : `${lines[last]} ${word}`;
		if (longer.length > width && lines[last] !== '') lines.push(word);
		else lines[last] = longer;
	}
	return lines;
}

function blockOf(finding: SimplifiedFinding, { columns = Infinity, useColor, now }: Screen): string[] {
	const { severity, reason, remedy, actor, deadline } = finding;
	const paragraphs = [
		`${consumerOf(finding)}${connectionOf(finding)}`,
		reason,
		`Remedy: ${[ACTOR_SENTENCES[actor], remedy].filter(Boolean).join(' ')}`,
		...(deadline === null ? [] : [`Deadline: ${describeDeadline(deadline, now)}`]),
	];
	const lines = paragraphs.flatMap((paragraph) => wrap(printable(paragraph), columns - INDENT.length));
	return lines.map((line, index) => (index === 0 ? color(severity.toUpperCase(), severity, useColor) + INDENT.slice(severity.length) : INDENT) + line);
}

/** The most urgent findings as text, with remedy, actor and deadline, and how many more there are. */
export function renderFindings(findings: SimplifiedFinding[], screen: Screen): string {
	const sorted = [...findings].sort(mostUrgentFirst);
	const lines = sorted.slice(0, SHOWN).flatMap((finding) => blockOf(finding, screen));
	if (sorted.length > SHOWN) lines.push(`${INDENT}… and ${sorted.length - SHOWN} more`);
	return lines.join('\n');
}

const keyOf = ({ consumer_id: consumer, connection, code }: SimplifiedFinding) => JSON.stringify([consumer, connection, code]);

/** How the findings of n8n compare with those of the embedded engine, in one line. */
export function compareFindings(embedded: SimplifiedFinding[], inN8n: SimplifiedFinding[]): string {
	const without = (findings: SimplifiedFinding[], others: SimplifiedFinding[]) => findings.filter((finding) => !others.some((other) => keyOf(other) === keyOf(finding))).length;
	const [added, missing] = [without(inN8n, embedded), without(embedded, inN8n)];
	if (added + missing === 0 && inN8n.length === embedded.length) return `n8n returned the same ${pluralize(inN8n.length, 'finding')}`;
	return `n8n returned ${pluralize(inN8n.length, 'finding')}: ${added} new, ${missing} missing`;
}

