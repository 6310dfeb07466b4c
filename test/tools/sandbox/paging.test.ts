import { large, startSandbox, type Sandbox } from '../../../tools/sandbox';
import { call } from './call';

let sandbox: Sandbox;
beforeAll(async () => {
	sandbox = await startSandbox({ scenario: large({ consumers: 45 }) });
});
beforeEach(() => sandbox.reset());
afterAll(() => sandbox.close());

async function walk(path: string): Promise<{ ids: string[]; sizes: number[] }> {
	const ids: string[] = [];
	const sizes: number[] = [];
	let next: string | null = path;
	while (next !== null) {
		const { data } = await call(sandbox, 'GET', next);
		ids.push(...data.data.map((item: { consumer_id: string }) => item.consumer_id));
		sizes.push(data.meta.items_on_page);
		next = data.links.next === null ? null : data.links.next.slice(sandbox.url.length);
		expect(data.links.next === null).toBe(data.meta.cursors.next === null);
	}
	return { ids, sizes };
}

describe('paged lists', () => {
	it('have 20 items per page by default, at most 200, and each consumer once', async () => {
		const { ids, sizes } = await walk('/vault/consumers');
		expect(sizes).toEqual([20, 20, 5]);
		expect(ids).toEqual(sandbox.vault.consumerIds());
		expect((await walk('/vault/consumers?limit=200')).sizes).toEqual([45]);
		expect((await walk('/vault/consumers?limit=15')).sizes).toEqual([15, 15, 15]);
	});

	it('keep filters across pages, with a prefix filter for IDs and a substring search', async () => {
		expect((await walk('/vault/consumers?limit=4&filter[consumer_id]=consumer-00001')).ids).toEqual(
			Array.from({ length: 10 }, (_, i) => `consumer-00001${i}`),
		);
		expect((await walk('/vault/consumers?filter%5Bsearch%5D=COMPANY%2033')).ids).toEqual(['consumer-000033']);
		expect((await walk('/vault/consumers?filter[search]=nothing')).ids).toEqual([]);
	});

	it('support deletions and additions between pages', async () => {
		const first = await call(sandbox, 'GET', '/vault/consumers?limit=10');
		await call(sandbox, 'DELETE', '/vault/consumers/consumer-000005');
		await call(sandbox, 'DELETE', '/vault/consumers/consumer-000011');
		await call(sandbox, 'POST', '/vault/consumers', { body: { consumer_id: 'late' } });
		const rest = await walk(first.data.links.next.slice(sandbox.url.length));
		expect(rest.ids[0]).toBe('consumer-000012');
		expect(rest.ids.at(-1)).toBe('late');
		expect(rest.ids).toHaveLength(35);
	});

	it('respond with 400 InvalidCursorError for a foreign cursor', async () => {
		const { status, data } = await call(sandbox, 'GET', '/vault/consumers?cursor=bm90LW1pbmU');
		expect([status, data.type_name]).toEqual([400, 'InvalidCursorError']);
	});
});
