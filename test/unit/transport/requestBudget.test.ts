import { ACTIVATION_LIMITS, AUDIT_LIMITS, formatDuration, EDITOR_LIMITS, ITEM_LIMITS, formatMegabytes, PAGE_SIZE, RequestBudget, responseLimit } from '../../../nodes/ApideckVault/transport/requestBudget';

const MB = 1024 * 1024;

it.each<[string, string, number]>([
	['GET', 'vault/consumers/acme', 32],
	['GET', 'vault/connections', 32],
	['GET', 'vault/logs', 32],
	['GET', 'vault/consumers', 4],
	['GET', 'vault/consumers/acme/stats', 4],
	['GET', 'vault/connections/crm/hubspot', 4],
	['GET', 'connector/connectors', 4],
	['DELETE', 'vault/consumers/acme', 4],
	['POST', 'vault/sessions', 4],
])('S8: allows a response to %s %s to have %d MB', (method, path, megabytesAllowed) => {
	expect(responseLimit({ method, path: path.split('/') })).toBe(megabytesAllowed * MB);
});

it('S7: counts pages, records and bytes together', () => {
	const limits = { ...ITEM_LIMITS, pages: 3, listBytes: 100 };
	const pages = new RequestBudget(limits);
	expect([1, 1, 1, 1].map((records) => pages.addPage(records, 0))).toEqual([undefined, undefined, undefined, 'too_many_pages']);
	const records = new RequestBudget(limits);
	expect([3 * PAGE_SIZE, 1].map((count) => records.addPage(count, 0))).toEqual([undefined, 'too_many_records']);
	const bytes = new RequestBudget(limits);
	expect([60, 40, 1].map((count) => bytes.addPage(1, count))).toEqual([undefined, undefined, 'too_many_bytes']);
});

it('S7: starts with its construction, and lasts as long as the retry settings require', () => {
	const before = Date.now();
	const budget = new RequestBudget({ ...ITEM_LIMITS, time: 60_000 }, 90_000);
	expect(budget.time).toBe(90_000);
	expect(budget.deadline).toBeGreaterThanOrEqual(before + 90_000);
	expect(budget.expired).toBe(false);
	expect(new RequestBudget({ ...ITEM_LIMITS, time: 0 }).expired).toBe(true);
});

it('S7: orders the limits by how long a user can wait', () => {
	expect([EDITOR_LIMITS, ACTIVATION_LIMITS, ITEM_LIMITS, AUDIT_LIMITS].map(({ time }) => time)).toEqual([30_000, 180_000, 3_600_000, 43_200_000]);
	expect([43_200_000, 3_600_000, 180_000, 30_000].map(formatDuration)).toEqual(['12 hours', '60 minutes', '3 minutes', '30 seconds']);
	expect(formatMegabytes(4 * MB)).toBe('4 MB');
});
