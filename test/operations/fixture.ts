import type { Apideck } from '@apideck/unify';
import type { IDataObject } from 'n8n-workflow';

import type { Sandbox } from '../../tools/sandbox';
import { byId } from '../engine/byId';
import { CONSUMERS, UNKNOWN_CONSUMER as UNKNOWN_CONSUMER_ID } from '../faults/scenario';

/** A request as fixtures write it: method, path and query, and the body where there is one. */
export type RequestLine = [line: string, body?: unknown];

/** A request as the comparison with Apideck's own client sees it. */
export interface Wire {
	method: string;
	path: string;
	query: string;
	headers: Record<string, unknown>;
	body: unknown;
}

/** The same request by Apideck's own client. */
export interface ClientCall {
	/** Parameters of the node that replace those of the fixture. */
	parameters?: object;
	call: (client: Apideck) => Promise<unknown>;
	/** Removes what the client adds by itself, before the two requests are compared. */
	normalize?: (request: Wire) => Wire;
}

/** One case of the fault suite, which runs an operation for six consumers of its own scenario while requests fail. */
export interface FaultSpec {
	/** What makes it special, where an operation has several. */
	title?: string;
	/** Replace those of the fixture, whose consumer is that of the item. */
	parameters?: object;
	/** Each has its own target, unless `shared`. Default: one per consumer, and one for a consumer that does not exist. */
	items?: IDataObject[];
	/** Prepares the sandbox. Default: as the fixture does. */
	prepare?: (sandbox: Sandbox) => void | Promise<void>;
	/** All items change the same record, so that their order shows. */
	shared?: true;
	/** Continues without what it could not get and reports that: a success may differ from the undisturbed one. */
	bestEffort?: true;
	/** Deleting a record that no longer exists succeeds when an earlier response was lost. */
	deletes?: true;
	/** Top-level fields of the output that contain the time. */
	volatile?: string[];
}

/** Secrets that the user enters. */
export const GIVEN = ['accessToken', 'refreshToken', 'inputPassword', 'inputClientSecret', 'inputNested', 'confirmToken', 'sessionSetting'] as const;

/** The expression, without its braces, that returns the secret of a position when the workflow runs. */
export type SecretExpression = (position: (typeof GIVEN)[number]) => string;

/** What the secret suites send and look for. */
export interface SecretSpec {
	/** Replace those of the fixture, with a secret wherever there can be one. */
	parameters?: (secret: SecretExpression) => object;
	/** How many secret texts the request body contains. */
	texts?: number;
	/** Secrets of the response that the operation returns on purpose. */
	reveals?: readonly string[];
}

/** How the output of an operation is sampled for its preview in the editor. */
export interface PreviewSpec {
	/** Replace those of the fixture, which then does not prepare the sandbox. */
	parameters?: object;
	/** Items that the parameters read. */
	items?: IDataObject[];
	/** The items are the output of another operation's sample, such as all consumers. */
	itemsFrom?: string;
	/** Runs again with the saved state of the first run. */
	again?: true;
	/** Fields whose keys depend on the service. The preview shows them as objects without keys. */
	open?: string[];
	/** Fields (`list.field` inside a list) that may be null although no record of the sandbox shows it. */
	nullable?: string[];
}

interface CommonFixture {
	/** Parameters with which the operation works in the sandbox's default scenario. */
	parameters: object;
	/** Prepares the sandbox for these consumers. What it returns is merged into the parameters. */
	prepare?: (sandbox: Sandbox, consumers: readonly string[]) => object | Promise<object>;
	/** Default: the fixture's own run. A name: the output has the same shape as that operation's. */
	preview?: PreviewSpec | string;
	/** Number of output items, and the first of them (the whole of it, or a matcher). A function, because matchers exist in tests only. */
	output: () => [count: number, first: unknown];
	/** Default: one case with the parameters above. */
	faults?: FaultSpec | FaultSpec[];
	/** `omitted` where the operation neither takes nor returns anything that could be secret. */
	secrets?: SecretSpec | 'omitted';
}

/** An operation that sends one request. Every suite runs it from this entry. */
export interface RequestFixture extends CommonFixture {
	request: RequestLine;
	/** The same with expressions: parameters, the items that they read, and the request of each. */
	perItem: { parameters: object; items: IDataObject[]; requests: RequestLine[] };
	/** Parameters for which Apideck responds with 404. Undefined where none do. */
	notFound?: object;
	/** Whether it is retried after a lost response. */
	idempotent: boolean;
	/** `missing` where the client lacks the operation: it is excluded or internal in the specification. */
	client: ClientCall[] | 'missing';
}

/** An operation that reads the whole Vault. test/engine/audit*.test.ts check its requests. */
export interface ScanFixture extends CommonFixture {
	scans: true;
}

export type OperationFixture = RequestFixture | ScanFixture;

/** A matcher for objects that contain these fields. */
export const like = (value: object) => expect.objectContaining(value) as unknown;

export const SALESFORCE = { consumer: byId('test-consumer'), connection: byId('crm+salesforce') };
export const AT_SALESFORCE = '/vault/connections/crm/salesforce';
export const SALESFORCE_IDS = { consumer_id: 'test-consumer', connection: 'crm+salesforce', unified_api: 'crm', service_id: 'salesforce' };
/** The same in simplified records. */
export const SALESFORCE_SIMPLIFIED = { consumer_id: 'test-consumer', connection: 'crm+salesforce', service_id: 'salesforce' };
/** Salesforce, as Apideck's own client names it. */
export const CLIENT_SALESFORCE = { unifiedApi: 'crm', serviceId: 'salesforce' };
export const UNKNOWN_SERVICE = { connection: byId('crm+no-such-service') };
export const UNKNOWN_CONSUMER = { consumer: byId('no-such-consumer') };
export const UNKNOWN_RESOURCE = { apiResource: byId('no-such-resource') };

/** The consumer and the connection of an item, by an expression each. */
export const NAMED = { consumer: byId('={{ $json.who }}'), connection: byId('={{ $json.api }}+{{ $json.at }}') };
export const NAMES = [
	{ who: 'test-consumer', api: 'crm', at: 'salesforce' },
	{ who: 'blue-fjord-bakery', api: 'accounting', at: 'xero' },
];

/** The same request for each of them. */
export const forEachName = (method: string, rest: string, body?: unknown, root = 'connections') =>
	NAMES.map(({ api, at }): RequestLine => [`${method} /vault/${root}/${api}/${at}${rest}`, body]);

/** One resource of the connection of an item. */
export const NAMED_RESOURCE = { ...NAMED, apiResource: byId('={{ $json.at }}s') };
export const forEachResource = (rest: string): RequestLine[] => NAMES.map(({ api, at }) => [`GET /vault/connections/${api}/${at}/${at}s/${rest}`]);

/** Items of the fault suite: one per consumer, and one for a consumer that does not exist. */
export const FAULT_ITEMS: IDataObject[] = [...CONSUMERS, UNKNOWN_CONSUMER_ID].map((who) => ({ who }));

/** Writes to the same connection of every consumer. */
export function prepareEach(unifiedApi: string, serviceId: string, change: Parameters<Sandbox['vault']['set']>[1]) {
	return (sandbox: Sandbox, consumers: readonly string[]): object => {
		for (const consumerId of consumers) sandbox.vault.set({ consumerId, unifiedApi, serviceId }, change);
		return {};
	};
}

/** The connection that the secret suites use; its consumer is that of the item. */
export const SECRET_TARGET = { consumer: byId('={{ $json.consumer }}'), connection: byId('crm+pipedrive') };

/** Connection settings with three secrets. */
export const secretSettings = (secret: SecretExpression) => ({
	settingsMode: 'json',
	settingsJson: `={{ { password: ${secret('inputPassword')}, client_secret: ${secret('inputClientSecret')}, unknown: { list: [${secret('inputNested')}] } } }}`,
});
