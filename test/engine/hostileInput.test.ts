import fc from 'fast-check';

import { check, referenceOf } from './hostileCheck';
import { allLeaves } from './hostileModel';
import { HOSTILE_RUNS, tries } from './hostileRuns';
import { HostileServer } from './hostileServer';
import { ALWAYS } from './hostileValues';
import { setUpServer } from './setUp';

const { server, engine } = setUpServer(HostileServer);

const leaves = allLeaves().filter(({ operation }) => !operation.startsWith('audit.'));

describe.each([...new Set(leaves.map(({ operation }) => operation))])('%s', (operation) => {
	const own = leaves.filter((leaf) => leaf.operation === operation);
	it.each(own.map((leaf) => [`${leaf.key} ${Object.values(leaf.beside).join(' ')}`.trim(), leaf] as const))('%s', async (_name, leaf) => {
		const reference = await referenceOf({ engine, server }, leaf);
		await fc.assert(
			fc.asyncProperty(fc.array(leaf.kind.values, { minLength: 6, maxLength: 12, size: 'max' }), async (values) => await check({ engine, server }, leaf, reference, values)),
			{ ...tries<[unknown[]]>(`${operation} ${leaf.key}`), numRuns: HOSTILE_RUNS + 1, examples: [[ALWAYS]] },
		);
	});
});
