import { CONSUMERS } from '../faults/scenario';
import { like, type ScanFixture } from './fixture';
import { byId } from '../engine/byId';

const FAULTS = {
	output: 'raw',
	consumer: byId('={{ $json.who }}'),
	consumerScope: '={{ $json.scope }}',
	options: { includeHealthy: true, thorough: true },
};

/** One consumer each. */
const CONSUMER_ITEMS = CONSUMERS.map((who) => ({ scope: 'one', who }));
/** The last item reads all of them. */
const FAULT_ITEMS = [...CONSUMER_ITEMS, { scope: 'all', who: '' }];

export const AUDIT: Record<string, ScanFixture> = {
	getFindings: {
		scans: true,
		parameters: {},
		preview: { again: true, nullable: ['connection'] },
		output: () => [32, like({ severity: 'critical', consumer_id: expect.any(String) as unknown, reason: expect.any(String) as unknown })],
		faults: [
			{ parameters: { ...FAULTS, options: { ...FAULTS.options, includeLink: true } }, items: FAULT_ITEMS, bestEffort: true },
			{ title: 'probing', parameters: { ...FAULTS, options: { includeHealthy: true, checkConnections: 'all' } }, items: CONSUMER_ITEMS, bestEffort: true },
		],
	},
	getReport: {
		scans: true,
		parameters: {},
		preview: { again: true, nullable: ['checked.consumers'] },
		output: () => [1, like({ headline: '12 connections need action', markdown: expect.any(String) as unknown })],
		faults: { parameters: FAULTS, items: FAULT_ITEMS, bestEffort: true },
	},
};
