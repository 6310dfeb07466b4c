import type { Resource } from '../operation';
import { create } from './create.operation';

export const session: Resource = {
	label: 'Session',
	value: 'session',
	firstOperation: 'create',
	operations: { create },
};
