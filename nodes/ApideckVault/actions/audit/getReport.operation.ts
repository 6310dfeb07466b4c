import { reportHtml } from '../../audit/report/html';
import { reportMarkdown } from '../../audit/report/markdown';
import { SummaryCounter } from '../../audit/report/summary';
import type { ItemCall, Operation, OutputRecord } from '../operation';
import { audit, AUDIT_ENDPOINTS } from './audit';
import { readAudit, scopeFields, settingsFields } from './parameters';

/** Name of the binary property: a fixed name, so that a mail node can be set up before the first run. */
const BINARY = 'report';

async function execute(call: ItemCall): Promise<OutputRecord[]> {
	const { item, vault } = call;
	const settings = readAudit(item, vault.defaultConsumerId);
	const counter = new SummaryCounter();
	const { findings, counts, previous, now } = await audit(call, settings, { changesOnly: false, remember: true }, (finding) => counter.add(finding));
	const summary = counter.summarize({ now, consumers: counts.consumers, previous });
	const html = Buffer.from(reportHtml(summary, findings), 'utf8');
	const day = summary.at.slice(0, 10);
	return [
		{
			json: { ...summary, markdown: reportMarkdown(summary, findings) },
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
	execute,
};
