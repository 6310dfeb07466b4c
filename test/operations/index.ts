import { AUDIT } from './audit';
import { CONNECTION } from './connection';
import { CONSUMER } from './consumer';
import { CUSTOM_MAPPING } from './customMapping';
import type { OperationFixture, RequestFixture } from './fixture';
import { LOG } from './log';
import { SESSION } from './session';
import { SETTINGS } from './settings';

/** The operations of each resource, in the order of the node's own table. */
export const BY_RESOURCE: Record<string, Record<string, OperationFixture>> = {
	audit: AUDIT,
	connection: CONNECTION,
	consumer: CONSUMER,
	customMapping: CUSTOM_MAPPING,
	log: LOG,
	session: SESSION,
	settings: SETTINGS,
};

/** By `resource.operation`. */
export const FIXTURES: Record<string, OperationFixture> = Object.fromEntries(
	Object.entries(BY_RESOURCE).flatMap(([resource, operations]) => Object.entries(operations).map(([operation, fixture]) => [`${resource}.${operation}`, fixture])),
);

/** Those that send one request. */
export const REQUEST_FIXTURES: Array<[name: string, fixture: RequestFixture]> = Object.entries(FIXTURES).filter(
	(entry): entry is [string, RequestFixture] => !('scans' in entry[1]),
);
