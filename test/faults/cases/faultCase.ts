import type { IDataObject } from 'n8n-workflow';

import type { Sandbox } from '../../../tools/sandbox';
import { byId } from '../../engine/support';
import { FAULT_ITEMS, type FaultSpec, type OperationFixture } from '../../operations/fixture';
import { CONSUMERS } from '../scenario';

/** One operation with items to run it for. */
export interface FaultCase extends Omit<FaultSpec, 'title'> {
	/** `resource.operation`, and what makes it special. */
	name: string;
	resource: string;
	operation: string;
	/** Read per item, by expressions. A suite adds its own options to those given here. */
	parameters: object & { options?: object };
	items: IDataObject[];
	prepare?: (sandbox: Sandbox) => void | Promise<void>;
}

/** The cases of an operation: those of its fixture, or one with the fixture's own parameters for the consumer of each item. */
export function faultCases(name: string, { parameters, prepare, faults = {} }: OperationFixture): FaultCase[] {
	const [resource = '', operation = ''] = name.split('.');
	const ofItem = 'consumer' in parameters ? { consumer: byId('={{ $json.who }}') } : {};
	return [faults].flat().map(({ title, parameters: own, ...spec }) => ({
		...(prepare && { prepare: async (sandbox: Sandbox) => void (await prepare(sandbox, CONSUMERS)) }),
		items: FAULT_ITEMS,
		...spec,
		name: title === undefined ? name : `${name}, ${title}`,
		resource,
		operation,
		parameters: { ...parameters, ...ofItem, ...own },
	}));
}
