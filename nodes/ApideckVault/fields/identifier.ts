import { consumerIdProblem, pathIdProblem } from '../vault/pathId';
import type { Item } from './item';

/**
 * A consumer's ID, or another text of the customer's own, as it may be sent: no white space round it, no control characters, whole
 * Unicode, not a path trick.
 * @throws NodeOperationError naming the field.
 */
export function checkIdentifier(item: Item, label: string, id: string): string {
	return check(item, label, id, consumerIdProblem(id));
}

/**
 * One of Apideck's own IDs, such as that of a service, which becomes a part of the path.
 * @throws NodeOperationError naming the field, also for a character that means something in a path.
 */
export function checkPathId(item: Item, label: string, id: string): string {
	return check(item, label, id, pathIdProblem(id));
}

function check(item: Item, label: string, id: string, problem: string | undefined): string {
	if (problem === undefined) return id;
	throw item.invalid(`'${label}' ${problem}`, `Correct the value of '${label}'.`);
}
