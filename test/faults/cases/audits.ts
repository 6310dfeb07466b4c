import { CONSUMERS } from '../scenario';
import { faultCase, WHO, type FaultCase } from './faultCase';

/** One consumer each; one item looks at all of them. */
const ITEMS = [
	...CONSUMERS.map((who) => ({ scope: 'one', who })),
	{ scope: 'all', who: '' },
];

const AUDIT = {
	...WHO,
	consumerScope: '={{ $json.scope }}',
	auditSettings: { includeHealthy: true, thorough: true },
};

export const AUDIT_CASES: FaultCase[] = [
	faultCase('audit.getFindings', { ...AUDIT, includeLink: true }, { items: ITEMS, bestEffort: true }),
	faultCase(
		'audit.getFindings, probing',
		{ ...AUDIT, auditSettings: { includeHealthy: true, probe: true } },
		{ items: ITEMS.slice(0, CONSUMERS.length), bestEffort: true },
	),
	faultCase('audit.getReport', AUDIT, { items: ITEMS, bestEffort: true }),
];
