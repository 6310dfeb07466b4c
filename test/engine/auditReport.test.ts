import type { IDataObject } from 'n8n-workflow';

import type { Engine } from '../../tools/engine';
import type { AuditSummary } from '../../nodes/ApideckVault/audit/report/summary';
import { defaultScenario, large, startSandbox, type Sandbox, type ScenarioFactory } from '../../tools/sandbox';
import { call } from '../tools/sandbox/call';
import { withoutRulesLink } from '../unit/audit/reportSample';
import { counted, runAudit } from './auditRun';
import { FAST, loadEngine, type RunOptions } from './support';

// Hundreds of requests: on a busy machine they take their time.
jest.setTimeout(180_000);

let sandbox: Sandbox;
let engine: Engine;
beforeAll(async () => {
	[sandbox, engine] = await Promise.all([startSandbox(), loadEngine()]);
});
beforeEach(() => sandbox.reset());
afterAll(async () => await sandbox.close());

type Report = AuditSummary & { markdown: string; html?: string };

async function report(parameters: object = {}, options: RunOptions = {}, vault: Pick<Sandbox, 'url'> = sandbox) {
	const ran = await runAudit(engine, vault, { operation: 'getReport', ...parameters }, options);
	const [item] = ran.items;
	const file = item?.binary?.report;
	return {
		...ran,
		file,
		summary: item?.json as IDataObject as unknown as Report,
		html: Buffer.from(file?.data ?? '', 'base64').toString('utf8'),
	};
}

const rowsOf = (html: string) => html.match(/<tr class="row line text"/g)?.length ?? 0;
/** As a browser shows it, as far as this test needs. */
const textOf = (html: string) =>
	html
		.replace(/<style>.*?<\/style>/s, '')
		.replace(/<[^>]*>/g, ' ')
		.replace(/&lt;/g, '<')
		.replace(/&gt;/g, '>')
		.replace(/&quot;/g, '"')
		.replace(/&#39;/g, "'")
		.replace(/&amp;/g, '&')
		.replace(/\s+/g, ' ');

const counts = (critical: number, warning: number, info: number, ok: number) => {
	const findings = critical + warning + info;
	return { critical, warning, info, ok, findings, total: findings + ok };
};

describe('the counts of the report', () => {
	it('match the hand-counted default scenario', async () => {
		const { summary, items, status } = await report();
		expect([status, items.length, items[0]?.pairedItem]).toEqual(['success', 1, { item: 0 }]);
		expect(summary).toMatchObject({
			headline: '12 connections need action',
			checked: { consumers: 37, consumers_with_findings: 26, connections: 68, nothing_matched: false },
			not_read: { consumers: 0, consumer_details: 0 },
			severities: { critical: 12, warning: 14, info: 6, ok: 36 },
			changes: { new: 0, worsened: 0, improved: 0, resolved: 0, disappeared: 0 },
			previous_run: null,
		});
		expect(summary.breakdown.by_unified_api).toEqual([
			{ unified_api: 'crm', ...counts(4, 6, 1, 15) },
			{ unified_api: 'hris', ...counts(3, 4, 1, 4) },
			{ unified_api: 'accounting', ...counts(3, 3, 2, 8) },
			{ unified_api: 'file-storage', ...counts(2, 1, 1, 5) },
			{ unified_api: 'ats', ...counts(0, 0, 1, 4) },
		]);
		expect(summary.breakdown.by_code.map(({ code, severity, count }) => `${severity} ${code} ${count}`)).toEqual([
			'critical needs_auth 4',
			'critical credentials_expiring_soon 2',
			'critical invalid_credentials 2',
			'critical revoked 2',
			'critical integration_disabled 1',
			'critical integration_needs_configuration 1',
			'warning credentials_expiring 3',
			'warning needs_consent 3',
			'warning setup_unfinished 3',
			'warning missing_settings 2',
			'warning degraded_for_long 1',
			'warning unconfirmed 1',
			'warning unknown_state 1',
			'info degraded 2',
			'info confirmation_pending 1',
			'info disabled 1',
			'info refresh_failed_recently 1',
			'info setup_in_progress 1',
		]);
		expect(summary.breakdown.by_service.find(({ service_id: id }) => id === 'bamboohr')).toEqual({
			unified_api: 'hris',
			service_id: 'bamboohr',
			connection_name: 'BambooHR',
			...counts(1, 2, 0, 1),
		});
		expect(summary.breakdown.worst_consumers.slice(0, 3)).toEqual([
			{ consumer_id: 'markup-in-name', consumer_name: '<img src=x onerror=alert(1)>', critical: 1, warning: 1, info: 0 },
			{ consumer_id: 'willow-creek-vets', consumer_name: 'Willow Creek Vets', critical: 1, warning: 1, info: 0 },
			{ consumer_id: 'zephyr-couriers', consumer_name: 'Zephyr Couriers', critical: 1, warning: 1, info: 0 },
		]);
		expect(summary.breakdown.worst_consumers).toHaveLength(26);
		expect(Math.abs(Date.parse(summary.read_at) - Date.now())).toBeLessThan(10_000);
	});

	it('match Get Findings by severity, code, API and service, whatever the scope', async () => {
		for (const filters of [{}, { services: 'hubspot,bamboohr' }, { consumerPrefix: 'm' }]) {
			const settings = { filters, options: { ...FAST, includeHealthy: true, thorough: true } };
			const { summary } = await report(settings);
			const { findings } = await runAudit(engine, sandbox, settings);
			const judged = findings.filter(({ code }) => code !== 'unreadable');
			const tally = (keyOf: (finding: (typeof findings)[number]) => string | null, among = judged) =>
				Object.fromEntries([...new Set(among.map(keyOf))].map((key) => [key, among.filter((one) => keyOf(one) === key).length]));
			expect({ ...tally(({ severity }) => severity) }).toEqual(Object.fromEntries(Object.entries(summary.severities).filter(([, count]) => count > 0)));
			expect(tally(({ unified_api }) => unified_api)).toEqual(Object.fromEntries(summary.breakdown.by_unified_api.map(({ unified_api, total }) => [unified_api, total])));
			expect(tally(({ service_id }) => service_id)).toEqual(Object.fromEntries(summary.breakdown.by_service.map(({ service_id, total }) => [service_id, total])));
			expect(tally(({ code }) => code, findings.filter(({ severity }) => severity !== 'ok'))).toEqual(Object.fromEntries(summary.breakdown.by_code.map(({ code, count }) => [code, count])));
			expect(summary.not_read.consumers).toBe(findings.length - judged.length);
		}
	});

	it('exclude unreadable consumers, and the report says so', async () => {
		sandbox.faults.add({ match: { path: '/vault/consumers/redwood-signal' }, times: Infinity, fault: { status: 404 } });
		const { summary, html } = await report();
		expect(summary).toMatchObject({ not_read: { consumers: 1 }, checked: { connections: 66 } });
		expect(summary.markdown).toContain('1 consumer could not be read');
		expect(textOf(html)).toContain('1 consumer could not be read and is not counted');
	});

	it('are 0 if no connection matched, and the report says so', async () => {
		const { summary, html, status } = await report({ filters: { consumerPrefix: 'nobody' } });
		expect(status).toBe('success');
		expect(summary).toMatchObject({ checked: { connections: 0, consumers: 0 }, severities: { critical: 0, warning: 0, info: 0, ok: 0 }, breakdown: { by_code: [] } });
		expect(summary.markdown).toContain('No connections matched the filters');
		expect(textOf(html)).toContain('No connections matched the filters');
	});
});

describe('the file of the report', () => {
	it("is one HTML page in the field 'report'", async () => {
		const { file, html, items, summary } = await report();
		expect(Object.keys(items[0]?.binary ?? {})).toEqual(['report']);
		expect(file).toMatchObject({ mimeType: 'text/html', fileName: `connection-audit-${summary.read_at.slice(0, 10)}.html`, fileExtension: 'html' });
		expect(html).toMatch(/^<!DOCTYPE html>/);
		expect(html).toMatch(/<\/html>\s*$/);
	});

	it("is also in the field 'html' if requested, and nowhere else", async () => {
		const { html, summary } = await report({ options: { ...FAST, includeHtml: true } });
		expect(summary.html).toBe(html);
		expect((await report()).summary).not.toHaveProperty('html');
	});

	it('contains every finding with consumer, connection, reason, remedy and deadline', async () => {
		const { html } = await report();
		const { findings } = await runAudit(engine, sandbox);
		const text = textOf(html);
		expect(rowsOf(html)).toBe(32);
		for (const { consumer_id, consumer_name, connection_name, reason, remedy } of findings) {
			for (const part of [consumer_id, consumer_name ?? consumer_id, connection_name ?? '', reason, remedy]) expect(text).toContain(part);
		}
		const deadlines = findings.filter(({ deadline }) => deadline !== null);
		expect(deadlines).toHaveLength(6);
		expect(text.match(/ By \d+ \w+ \d{4}, \d\d:\d\d UTC /g)).toHaveLength(deadlines.length);
	});

	it('runs no script and loads nothing, whatever the consumers are called', async () => {
		await call(sandbox, 'POST', '/vault/consumers', {
			body: { consumer_id: '"><svg onload=alert(3)>', metadata: { account_name: "'; background:url(https://evil.example/x); '" } },
		});
		sandbox.vault.set({ consumerId: '"><svg onload=alert(3)>', unifiedApi: 'crm', serviceId: 'odoo' }, { state: 'callable', health: '<iframe src=//evil.example>' });
		const { html, summary } = await report();
		expect(rowsOf(html)).toBe(33);
		expect(html).toContain('&lt;img src=x onerror=alert(1)&gt;');
		expect(html).toContain('&quot;&gt;&lt;svg onload=alert(3)&gt;');
		expect(html).toContain('&lt;iframe src=//evil.example&gt;');
		const unlinked = withoutRulesLink(html);
		const tags = new Set([...unlinked.matchAll(/<\/?([a-z!][a-z0-9]*)/gi)].map(([, tag]) => tag?.toLowerCase()));
		for (const tag of ['img', 'script', 'iframe', 'link', 'object', 'a', 'form']) expect(tags).not.toContain(tag);
		// Inside a tag: no event handler, and nothing to fetch.
		const markup = [...unlinked.matchAll(/<[a-z][^>]*>/gi)].map(([tag]) => tag).join('\n');
		expect(markup).not.toMatch(/\son\w+\s*=|(?:src|href|background)\s*=|url\(/i);
		expect(html).toMatch(/http-equiv="Content-Security-Policy" content="default-src 'none'/);
		expect(summary.markdown).not.toMatch(/<img|<svg|<iframe/);
	});

	it.each([true, false])('follows Redact Secrets = %s for secrets in names, like the chat message and the field', async (redactSecrets) => {
		const scenario: ScenarioFactory = (now) => {
			const usual = defaultScenario(now);
			return { ...usual, integrations: usual.integrations.map((one) => (one.service_id === 'odoo' ? { ...one, name: 'Odoo api_key=kEy4711secret' } : one)) };
		};
		const named = await startSandbox({ scenario });
		try {
			await call(named, 'POST', '/vault/consumers', { body: { consumer_id: 'named', metadata: { account_name: 'Acme token=hUnter2secret' } } });
			named.vault.set({ consumerId: 'named', unifiedApi: 'crm', serviceId: 'odoo' }, { state: 'callable', health: 'needs_auth' });
			const { html, summary } = await report({ filters: { consumerPrefix: 'named' }, options: { ...FAST, includeHtml: true, redactSecrets } }, {}, named);
			expect(rowsOf(html)).toBe(1);
			expect(summary.html).toBe(html);
			for (const text of [html, JSON.stringify(summary)]) {
				expect([text.includes('hUnter2secret'), text.includes('kEy4711secret')]).toEqual([!redactSecrets, !redactSecrets]);
				expect(text.includes('[redacted]')).toBe(redactSecrets);
			}
		} finally {
			await named.close();
		}
	});

	it('contains no link that works without a login, even if links are requested', async () => {
		const { html, summary } = await report({ options: { ...FAST, includeLink: true } });
		expect(counted(sandbox.requests).sessions).toBe(0);
		expect(html + JSON.stringify(summary)).not.toMatch(/jwt|vault\.apideck\.com|reauthorize_url/);
	});
});

describe('the chat message of the report', () => {
	it('starts with the most severe findings, those with a deadline first, and shows each remedy on its own line', async () => {
		const { summary } = await report();
		const lines = summary.markdown.split('\n');
		expect(lines[0]).toBe('*Apideck connection audit: 12 connections need action*');
		expect(lines[1]).toBe('🔴 12 critical   🟠 14 warning   🔵 6 info   🟢 36 ok');
		expect(lines[2]).toMatch(/^68 connections of 37 consumers, \d+ \w+ \d{4}, \d\d:\d\d UTC$/);
		expect(summary.markdown.length).toBeLessThanOrEqual(3000);
		const order = ['about to delete', 'fully configured', 'is disabled', 'was revoked', 'no valid authorization'].map((words) => summary.markdown.indexOf(words));
		expect(order.every((at) => at > 0)).toBe(true);
		expect(order).toEqual([...order].sort((a, b) => a - b));
	});

	it('shows any consumer name without its markup', async () => {
		const messageFor = async (consumerPrefix: string) => (await report({ filters: { consumerPrefix } })).summary.markdown;
		expect(await messageFor('rocket')).toContain('- 🚀🥨 Rocket Pretzel: ');
		expect(await messageFor('cairo')).toContain('- بوصلة القاهرة: ');
		const markup = await messageFor('markup');
		expect(markup).toContain('img src=x onerror=alert(1)');
		expect(markup).not.toMatch(/[<>]/);
	});

	it('stays within its limit with more than a thousand findings, like the file', async () => {
		const many = await startSandbox({ scenario: large({ consumers: 550, connectionsPerConsumer: 2, brokenShare: 1 }) });
		try {
			const { summary, html } = await report({ options: { ...FAST, concurrency: 20 } }, {}, many);
			const { critical, warning, info } = summary.severities;
			expect([critical + warning + info, summary.severities.ok]).toEqual([1_100, 0]);
			expect(summary.markdown.length).toBeLessThanOrEqual(3000);
			const shown = summary.markdown.match(/^- /gm)?.length ?? 0;
			const more = Number(/…and ([\d,]+) more/.exec(summary.markdown)?.[1]?.replace(',', ''));
			expect(shown).toBeGreaterThan(5);
			expect(shown + more).toBe(1_100);
			expect(Buffer.byteLength(html)).toBeLessThanOrEqual(100_000);
			expect(rowsOf(html)).toBeGreaterThan(100);
			expect(textOf(html)).toContain(`This report shows ${rowsOf(html)} of 1,100 findings. Audit > Get Findings returns all of them.`);
			expect(summary.breakdown.worst_consumers).toHaveLength(50);
			expect(summary.checked.consumers_with_findings).toBe(550);
		} finally {
			await many.close();
		}
	}, 120_000);
});

describe('the trend of the report', () => {
	it('is in the message, file and fields of the second run', async () => {
		const first = await report();
		sandbox.vault.set({ consumerId: 'test-consumer', unifiedApi: 'crm', serviceId: 'pipedrive' }, { state: 'added', health: 'revoked' });
		sandbox.vault.set({ consumerId: 'velvet-anchor', unifiedApi: 'crm', serviceId: 'hubspot' }, { state: 'callable', health: 'ok' });
		await call(sandbox, 'DELETE', '/vault/connections/crm/pipedrive', { consumerId: 'maple-drift-media' });
		const { summary, html } = await report({}, { staticData: first.staticData });
		expect(summary).toMatchObject({
			severities: { critical: 13, warning: 12, info: 6, ok: 36 },
			changes: { new: 1, worsened: 0, improved: 0, resolved: 1, disappeared: 1 },
			previous_run: { read_at: first.summary.read_at, severities: { critical: 12, warning: 14, info: 6, ok: 36 } },
		});
		expect(summary.markdown).toMatch(/^Since .* UTC: critical \+1, warning −2, info ±0, ok ±0$/m);
		expect(summary.markdown).toMatch(/^Changes: 1 new, 1 resolved, 1 disappeared$/m);
		const text = textOf(html);
		expect(text).toContain('+1 since the last run');
		expect(text).toContain('−2 since the last run');
		expect(text).toContain('Healthy again');
		expect(text).toContain('Pipedrive is no longer among');
	});

	it('is missing in a first run, after a change of scope, and after test runs only', async () => {
		const first = await report({}, { mode: 'manual' });
		expect([first.staticData, first.summary.previous_run]).toEqual([{}, null]);
		const published = await report();
		const other = await report({ filters: { unifiedApis: ['crm'] } }, { staticData: published.staticData });
		expect(other.summary.previous_run).toBeNull();
		expect(other.summary.markdown).not.toContain('Since ');
		const manual = await report({}, { staticData: published.staticData, mode: 'manual' });
		expect(manual.summary.previous_run?.read_at).toBe(published.summary.read_at);
	});
});
