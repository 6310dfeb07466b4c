import type { IDataObject } from 'n8n-workflow';

import type { Sandbox } from '../../../sandbox';
import { byId } from '../../engine/support';
import { CONSUMERS, NOBODY } from '../scenario';

/** One operation with items to run it for. */
export interface FaultCase {
	/** `resource.operation`, and what makes it special. */
	name: string;
	resource: string;
	operation: string;
	/** Read per item, by expressions. */
	parameters: object;
	/** Each has a target of its own, unless `shared`. */
	items: IDataObject[];
	/** Makes the sandbox ready; the same every time. */
	prepare?: (sandbox: Sandbox) => void | Promise<void>;
	/** All items change the same thing, so that their order shows. */
	shared?: true;
	/** Goes on without what it could not get, and says so in its output: a success need not equal the undisturbed one. */
	bestEffort?: true;
	/** Deleting what is not there any more is a success when an answer was lost before. */
	deletes?: true;
	/** Top-level fields of the output that hold the time. */
	volatile?: string[];
}

const who = CONSUMERS.map((id) => ({ who: id }));

/** One item per consumer, and one for a consumer that does not exist. */
export const EACH: IDataObject[] = [...who, { who: NOBODY }];

export const WHO = { consumer: byId('={{ $json.who }}') };
export const at = (unifiedApi: string, serviceId: string) => ({ ...WHO, unifiedApi, service: byId(serviceId) });
export const SALESFORCE = at('crm', 'salesforce');

/** A case by the name of its operation. */
export function faultCase(name: string, parameters: object, more: Partial<FaultCase> = {}): FaultCase {
	const [path = ''] = name.split(',');
	const [resource = '', operation = ''] = path.split('.');
	return { name, resource, operation, parameters, items: EACH, ...more };
}

/** Writes to the same connection of every consumer. */
export function prepareEach(unifiedApi: string, serviceId: string, change: Parameters<Sandbox['vault']['set']>[1]) {
	return (sandbox: Sandbox) => {
		for (const consumerId of CONSUMERS) sandbox.vault.set({ consumerId, unifiedApi, serviceId }, change);
	};
}
