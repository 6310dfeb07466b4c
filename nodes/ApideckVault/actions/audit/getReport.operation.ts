import { FindingGrouper, headline } from '../../audit/report/grouping';
import { reportHtml } from '../../audit/report/html';
import { reportMarkdown } from '../../audit/report/markdown';
import { SummaryCounter, worstServiceFirst } from '../../audit/report/summary';
import { worstFirst } from '../../audit/report/wording';
import { redactRecord } from '../../secrets/redact';
import { AUDIT_LIMITS } from '../../transport/requestBudget';
import type { ItemCall, Operation, OutputRecord } from '../operation';
import { audit, AUDIT_ENDPOINTS } from './audit';
import { readAudit, scopeFields, settingsFields } from './parameters';
import { sortInTurns } from './sortInTurns';

/** Name of the binary property: a fixed name, so that a mail node can be set up before the first run. */
const BINARY = 'report';

async function execute(call: ItemCall): Promise<OutputRecord[]> {
	const { item, vault, options } = call;
	// The item loop masks the JSON only, and a name that is escaped for HTML or Markdown looks different.
	const masked = <T extends object>(record: T) => (options.redactSecrets ? redactRecord(record) : record);
	const settings = readAudit(item, vault.defaultConsumerId);
	const counter = new SummaryCounter();
	const { findings, counts, previous, nothingMatched, now, turns } = await audit(call, settings, { changesOnly: false, remember: true }, (finding) => counter.add(finding));
	const services = await sortInTurns(counter.serviceRows(), worstServiceFirst, turns);
	const summary = masked(counter.summarize({ now, consumers: counts.consumers, previous, detailsUnread: counts.detailsUnread, nothingMatched, services }));
	await turns.next();
	const grouper = new FindingGrouper();
	for (const finding of await sortInTurns(findings, worstFirst, turns)) {
		await turns.next();
		grouper.add(masked(finding));
	}
	const groups = grouper.groups();
	const html = Buffer.from(reportHtml(summary, groups), 'utf8');
	await turns.next();
	const day = summary.at.slice(0, 10);
	return [
		{
			json: { headline: headline(summary), ...summary, markdown: reportMarkdown(summary, groups) },
			binary: {
				[BINARY]: await item.context.helpers.prepareBinaryData(html, `connection-audit-${day}.html`, 'text/html'),
			},
		},
	];
}

export const getReport: Operation = {
	option: {
		name: 'Get Report',
		value: 'getReport',
		action: 'Get an audit report',
		description:
			"Sum up the audit in one item: counts, Markdown for chat, and an HTML file in the binary property 'report' for e-mail",
	},
	endpoints: AUDIT_ENDPOINTS,
	properties: [...scopeFields, ...settingsFields],
	limits: AUDIT_LIMITS,
	execute,
};
