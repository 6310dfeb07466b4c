import type { Resource } from '../operation';
import { getFindings } from './getFindings.operation';
import { getReport } from './getReport.operation';

export const auditResource: Resource = {
	label: 'Audit',
	value: 'audit',
	firstOperation: 'getFindings',
	operations: { getFindings, getReport },
};
