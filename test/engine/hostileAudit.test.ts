import fc from 'fast-check';

import { checkPrototypes, checkRefusal, expected, parametersOf, referenceOf, send } from './hostileCheck';
import { allLeaves } from './hostileModel';
import { tries } from './hostileRuns';
import { HostileServer } from './hostileServer';
import { setUpServer } from './setUp';

const { server, engine } = setUpServer(HostileServer);

const leaves = allLeaves().filter(({ operation }) => operation.startsWith('audit.'));

/** An audit sends several requests for one item, and how many depends on what it finds: each one must be one of those meant. */
it.each(leaves.map((leaf) => [`${leaf.operation} ${leaf.key}`, leaf] as const))('%s', async (name, leaf) => {
	const world = { engine, server };
	const reference = await referenceOf(world, leaf);
	expect(reference.a.length).toBeGreaterThan(0);
	await fc.assert(
		fc.asyncProperty(leaf.kind.values, async (value) => {
			const { items, sent, status, error } = await send(world, parametersOf(leaf, '={{ $json.v }}'), [value]);
			expect([status, error?.message]).toEqual(['success', undefined]);
			const meaning = leaf.kind.means(value);
			const refused = items.find(({ json }) => 'error' in json);
			if (meaning.must !== 'any') expect([refused?.json['error'], refused !== undefined]).toEqual([refused?.json['error'], meaning.must === 'refuse']);
			checkPrototypes();
			if (refused) {
				checkRefusal(leaf, refused);
				expect(sent).toEqual([]);
				return;
			}
			if (meaning.must === 'refuse') throw new Error('it was sent');
			const meant = [...expected(leaf, reference, meaning), ...(meaning.wire === 'absent' ? [] : reference.without.filter(({ method }) => method === 'GET'))];
			for (const request of sent) expect(meant).toContainEqual(request);
		}),
		tries(name, 5),
	);
});
