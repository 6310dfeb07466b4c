import type { IDataObject } from 'n8n-workflow';

import type { Sandbox } from '../../sandbox';
import { byId } from './support';

/** One operation of the node: parameters with which it works in the default scenario, and what must come of them. */
export interface VaultCase {
	parameters: object;
	/** Makes the sandbox ready; what it returns is merged into the parameters. */
	prepare?: (sandbox: Sandbox) => Promise<object>;
	/** Method, path and query of the one request, and its body. */
	sends: [line: string, body?: unknown];
	/** Number of output items, and what the first holds (the whole of it, or a matcher). */
	gives: [count: number, first: unknown];
	/** The same with expressions: parameters, the items that they read, and what each leads to. */
	perItem: { parameters: object; items: IDataObject[]; sends: Array<[line: string, body?: unknown]> };
	/** What makes Apideck answer 404; undefined where nothing does. */
	missing?: object;
	/** Whether it is sent again after an answer that was lost. */
	repeats: boolean;
}

export const SALESFORCE = { consumer: byId('test-consumer'), unifiedApi: 'crm', service: byId('salesforce') };
export const QUICKBOOKS = { consumer: byId('copper-lantern-studio'), unifiedApi: 'accounting', service: byId('quickbooks') };
export const BAMBOO = { consumer: byId('harbour-light-hotels'), unifiedApi: 'hris', service: byId('bamboohr') };
export const AT = '/vault/connections/crm/salesforce';
export const IDS = { consumer_id: 'test-consumer', unified_api: 'crm', service_id: 'salesforce' };
export const NO_SERVICE = { service: byId('no-such-service') };
export const NO_CONSUMER = { consumer: byId('no-such-consumer') };
export const MAPPING = '/vault/custom-mappings/crm/salesforce/crm%2Bcontacts%2Bloyalty_tier';
export const TIER = { targetField: byId('crm+contacts+loyalty_tier') };
export const SCOPES = { 'hris.employees': { email: { read: true, write: false } } };
export const like = (value: object) => expect.objectContaining(value) as unknown;

/** Every connection below is read per item: three parts of its name by three expressions. */
export const NAMED = { consumer: byId('={{ $json.who }}'), unifiedApi: '={{ $json.api }}', service: byId('={{ $json.at }}') };
export const NAMES = [
	{ who: 'test-consumer', api: 'crm', at: 'salesforce' },
	{ who: 'blue-fjord-bakery', api: 'accounting', at: 'xero' },
];
/** The same request for each of them. */
export const each = (method: string, rest: string, body?: unknown, root = 'connections') =>
	NAMES.map(({ api, at }): [string, unknown?] => [`${method} /vault/${root}/${api}/${at}${rest}`, body]);
