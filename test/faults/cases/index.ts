import { resources } from '../../../nodes/ApideckVault/actions/operations';
import { AUDIT_CASES } from './audits';
import { CONNECTION_CASES, CONSUMER_CASES } from './connections';
import type { FaultCase } from './faultCase';
import { RESOURCE_CASES } from './resources';

/** Every operation of the node at least once. */
export const CASES: readonly FaultCase[] = [...AUDIT_CASES, ...CONNECTION_CASES, ...CONSUMER_CASES, ...RESOURCE_CASES];

/** Operations of the node's table that no case runs, and cases of operations that are not there. */
export function uncovered(): string[] {
	const table = Object.values(resources).flatMap(({ value, operations }) => Object.keys(operations).map((name) => `${value}.${name}`));
	const cases = new Set(CASES.map(({ resource, operation }) => `${resource}.${operation}`));
	return [...table.filter((name) => !cases.has(name)), ...[...cases].filter((name) => !table.includes(name))];
}
