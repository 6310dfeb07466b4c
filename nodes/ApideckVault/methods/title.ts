import type { INodeListSearchItems } from 'n8n-workflow';

import { nameOf, usableId } from './entries';

/** An ID such as `purchase-orders` as a person would write it: Purchase Orders. */
function title(id: string): string {
	return nameOf(id)
		.split(/[-_]/)
		.map((word) => word.charAt(0).toUpperCase() + word.slice(1))
		.join(' ');
}

/** The entry of an ID that has no name of its own; undefined when it cannot be used. */
export function entryOf(given: string): (INodeListSearchItems & { value: string }) | undefined {
	const id = usableId(given);
	return id === undefined ? undefined : { name: title(id), value: id };
}
