import { ObservableObject, type IDataObject, type IExecuteFunctions } from 'n8n-workflow';

import { MAX_ENTRIES, StaticDataStore, entryKey } from '../../../nodes/ApideckVault/audit/scan/staticData';

const DAY = 86_400_000;
const NOW = Date.UTC(2026, 2, 12, 7);

/** One run of a node over static data as n8n hands it out: every access is watched. */
const runOver = (data: unknown) => StaticDataStore.of({ getWorkflowStaticData: () => data } as unknown as IExecuteFunctions);
const watched = (stored: IDataObject = {}) => ObservableObject.create(stored) as IDataObject;
/** What n8n's database would give back. */
const saved = (data: IDataObject) => watched(JSON.parse(JSON.stringify(data)) as IDataObject);
const one = (id: string) => entryKey('one', id);

async function filled(count: number, at = NOW): Promise<IDataObject> {
	const data = watched();
	await runOver(data).write(new Map(Array.from({ length: count }, (_unused, index) => [one(`id-${index}`), `text ${index}`])), at);
	return saved(data);
}

describe('the static data entries of a node', () => {
	it('are read as they were written, by key', async () => {
		const data = watched();
		await runOver(data).write(new Map([[one('a'), 'x|y z'], [entryKey('all', 'a'), '']]), NOW);
		const next = runOver(saved(data));
		expect([next.read(one('a')), next.read(entryKey('all', 'a')), next.read(one('b'))]).toEqual(['x|y z', '', undefined]);
	});

	it('are kept if other runs have written them', async () => {
		let data = watched();
		for (const id of ['a', 'b', 'c']) {
			await runOver(data).write(new Map([[one(id), id]]), NOW);
			data = saved(data);
		}
		expect(['a', 'b', 'c'].map((id) => runOver(data).read(one(id)))).toEqual(['a', 'b', 'c']);
	});

	it('are deleted if unused for more than 30 days, and kept if in use', async () => {
		const data = watched();
		await runOver(data).write(new Map([[one('old'), 'old'], [one('used'), 'used'], [one('written'), 'before']]), NOW);
		await runOver(data).write(new Map([[one('young'), 'young']]), NOW + 5 * DAY);
		const later = saved(data);
		await runOver(later).write(new Map([[one('new'), 'new']]), NOW + 30 * DAY);
		expect(runOver(later).read(one('old'))).toBe('old');
		const run = runOver(later);
		// Read, but not written, because its item failed.
		run.read(one('used'));
		await run.write(new Map([[one('written'), 'after']]), NOW + 31 * DAY);
		expect(['old', 'used', 'written', 'young', 'new'].map((id) => runOver(later).read(one(id)))).toEqual([undefined, 'used', 'after', 'young', 'new']);
	});

	it('are never deleted for another consumer: there is room for 20,000', async () => {
		const data = await filled(MAX_ENTRIES.one - 1);
		const run = runOver(data);
		expect([await run.reserve('one', one('last'), NOW), await run.reserve('one', one('last'), NOW), await run.reserve('one', one('too-many'), NOW)]).toEqual([true, true, false]);
		expect(await run.reserve('one', one('id-7'), NOW)).toBe(true);
		expect(await run.reserve('all', entryKey('all', 'x'), NOW)).toBe(true);
		await run.write(new Map([[one('last'), 'last']]), NOW);
		const next = runOver(saved(data));
		expect([await next.reserve('one', one('too-many'), NOW), next.read(one('id-0')), next.read(one('last'))]).toEqual([false, 'text 0', 'last']);
	});

	it('make room once they were unused for a month', async () => {
		const data = await filled(MAX_ENTRIES.one);
		expect(await runOver(data).reserve('one', one('more'), NOW + 30 * DAY)).toBe(false);
		const run = runOver(data);
		expect(await run.reserve('one', one('more'), NOW + 31 * DAY)).toBe(true);
		await run.write(new Map([[one('more'), 'more']]), NOW + 31 * DAY);
		expect(Object.keys(data).filter((key) => key.startsWith('one:'))).toEqual([one('more')]);
	});

	it('are counted again if the count is damaged', async () => {
		for (const book of ['garbage', 'a 999999 999999', 7, { a: 1 }, '', null]) {
			const data = await filled(3);
			data['entries'] = book;
			const run = runOver(saved(data));
			expect(await run.reserve('one', one('x'), NOW)).toBe(true);
			await run.write(new Map([[one('x'), 'x']]), NOW + DAY);
			expect([run.read(one('id-1')), run.read(one('x'))]).toEqual(['text 1', 'x']);
		}
	});

	it('are damaged without an error if they are anything but text', async () => {
		for (const odd of [7, true, {}, [], ['x'], { a: 1 }, null]) {
			const data = await filled(2);
			data[one('id-1')] = odd;
			const run = runOver(saved(data));
			expect(run.read(one('id-1'))).toBe('');
			await run.write(new Map([[one('id-1'), 'again']]), NOW + DAY);
			expect([run.read(one('id-1')), run.read(one('id-0'))]).toEqual(['again', 'text 0']);
		}
		for (const data of [null, 7, 'text', [], true]) {
			const run = runOver(data);
			expect(run.read(one('a'))).toBeUndefined();
			await expect(run.write(new Map([[one('a'), 'a']]), NOW)).resolves.toBeUndefined();
		}
	});

	it('are deleted if their day is damaged or in the future, unless they are in use', async () => {
		for (const odd of ['zzzzzz text', '-1 text', 'text', ' text', '!']) {
			const data = await filled(2);
			data[one('id-1')] = odd;
			const stored = saved(data);
			await runOver(stored).write(new Map([[one('new'), 'new']]), NOW + DAY);
			expect(Object.keys(stored).filter((key) => key.startsWith('one:'))).toEqual([one('id-0'), one('new')]);
		}
	});

	it('need as many accesses to static data with 20,000 entries as with one', async () => {
		const accesses = async (count: number) => {
			let many = 0;
			const counting = new Proxy(await filled(count), {
				get: (target, key, receiver) => {
					many += 1;
					return Reflect.get(target, key, receiver) as unknown;
				},
				set: (target, key, value, receiver) => {
					many += 1;
					return Reflect.set(target, key, value, receiver);
				},
				ownKeys: (target) => {
					many += Object.keys(target).length;
					return Reflect.ownKeys(target);
				},
			});
			const run = runOver(counting);
			await run.reserve('one', one('new'), NOW);
			run.read(one('new'));
			await run.write(new Map([[one('new'), 'new']]), NOW);
			return many;
		};
		expect(await accesses(19_000)).toBe(await accesses(1));
		expect(await accesses(1)).toBeLessThan(10);
	});
});
