import { ApideckVault } from '../../../nodes/ApideckVault/ApideckVault.node';
import { alphabetical } from '../../../nodes/ApideckVault/parameters/param';

it('takes capital and small letters alike', () => {
	expect(['b', 'C', 'a', 'B', 'CRM', 'Calendar'].sort(alphabetical)).toEqual(['a', 'b', 'B', 'C', 'Calendar', 'CRM']);
});

it('gives the order that readers of English expect, for every label of the node', () => {
	const labels = [...JSON.stringify(new ApideckVault().description.properties).matchAll(/"(?:displayName|name)":"([^"]+)"/g)].map(([, label]) => label!);
	const different = [...new Set(labels)];
	const ownOrder = [...different].sort(alphabetical);
	const readersOrder = [...different].sort((a, b) => a.localeCompare(b, 'en', { sensitivity: 'base' }));
	expect(ownOrder.filter((label) => label.includes(' '))).toEqual(readersOrder.filter((label) => label.includes(' ')));
});
