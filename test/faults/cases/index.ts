import { resources } from '../../../nodes/ApideckVault/actions/router';
import { FIXTURES } from '../../operations';
import { faultCases, type FaultCase } from './faultCase';

/** Every operation of the node at least once. */
export const CASES: readonly FaultCase[] = Object.entries(FIXTURES).flatMap(([name, fixture]) => faultCases(name, fixture));

/** Operations of the node's table that no case runs, and cases of operations that do not exist. */
export function uncovered(): string[] {
	const table = Object.values(resources).flatMap(({ value, operations }) => Object.keys(operations).map((name) => `${value}.${name}`));
	const cases = new Set(CASES.map(({ resource, operation }) => `${resource}.${operation}`));
	return [...table.filter((name) => !cases.has(name)), ...[...cases].filter((name) => !table.includes(name))];
}
