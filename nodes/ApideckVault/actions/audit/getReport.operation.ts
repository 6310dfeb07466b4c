import type { IBinaryKeyData } from 'n8n-workflow';

import { FindingGrouper, headline } from '../../audit/report/findings';
import { reportHtml } from '../../audit/report/html';
import { reportMarkdown } from '../../audit/report/markdown';
import { SummaryCounter, worstServiceFirst } from '../../audit/report/summary';
import { boolean, orDefault } from '../../parameters/scalars';
import { redactRecord } from '../../secrets/redact';
import { AUDIT_LIMITS } from '../../transport/requestBudget';
import type { OperationContext } from '../operation';
import { defineTask } from '../defineOperation';
import { audit } from '../../audit/scan/audit';
import { sortYielding, type AuditSettings } from '../../audit/scan/scanContext';
import { type Report, reportOutput } from '../outputs';
import { AUDIT_ENDPOINTS, auditOptions, auditSettingsOf, reportFilters, scopeParams } from './parameters';

/** Field of the output file. It is fixed, so that an email node can be set up before the first run. */
const BINARY = 'report';

const includeHtml = orDefault(
	boolean('Include HTML', {
		default: false,
		description: "Whether to also return the HTML report as text in the field 'html', for the body of an email. It is at most 100 KB.",
	}),
);

async function report(ctx: OperationContext, settings: AuditSettings, withHtml: boolean): Promise<{ json: Report; binary: IBinaryKeyData }> {
	const { item, options } = ctx;
	// The item loop redacts the JSON only, and names that are escaped for HTML or Markdown look different.
	const redacted = <T extends object>(record: T) => (options.redactSecrets ? redactRecord(record) : record);
	const counter = new SummaryCounter();
	const { findings, counts, previous, nothingMatched, now, yielder } = await audit(ctx, settings, { changesOnly: false, persist: true }, (finding) => counter.add(finding));
	const services = await sortYielding(counter.serviceRows(), worstServiceFirst, yielder);
	const summary = redacted(counter.summarize({ now, consumers: counts.consumers, previous, detailsUnread: counts.detailsUnreadable, nothingMatched, services }));
	await yielder.yieldIfDue();
	const grouper = new FindingGrouper();
	for (const finding of findings) {
		await yielder.yieldIfDue();
		grouper.add(redacted(finding));
	}
	const groups = grouper.groups();
	const html = reportHtml(summary, groups);
	await yielder.yieldIfDue();
	const day = summary.read_at.slice(0, 10);
	return {
		json: { headline: headline(summary), ...summary, markdown: reportMarkdown(summary, groups), ...(withHtml && { html }) },
		binary: {
			[BINARY]: await item.context.helpers.prepareBinaryData(Buffer.from(html, 'utf8'), `connection-audit-${day}.html`, 'text/html'),
		},
	};
}

export const getReport = defineTask({
	name: 'Get Report',
	action: 'Get audit report',
	description: "Retrieve an audit report: counts, Markdown for chat apps such as Slack, and an HTML file in the field 'report'",
	endpoints: AUDIT_ENDPOINTS,
	limits: AUDIT_LIMITS,
	options: { ...auditOptions, includeHtml },
	params: { ...scopeParams, filters: reportFilters },
	output: reportOutput,
	async run(ctx, params, show) {
		const { json, binary } = await report(ctx, auditSettingsOf(params), params.options.includeHtml);
		return show([json]).map((record) => ({ ...record, binary }));
	},
});
