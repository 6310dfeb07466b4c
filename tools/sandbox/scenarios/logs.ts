import { MINUTE } from './seed';

/** The number of log records per consumer, and the time of the newest one (Unix milliseconds). */
export interface LogSeed {
	perConsumer: number;
	newest: number;
}

/** One step between two records of a consumer. */
const STEP = 7 * MINUTE;

const CALLS = [
	['GET', 'crm', 'hubspot', 'HubSpot', '/crm/contacts', 'contactsAll', 'List contacts'],
	['POST', 'crm', 'hubspot', 'HubSpot', '/crm/contacts', 'contactsAdd', 'Create contact'],
	['GET', 'accounting', 'xero', 'Xero', '/accounting/invoices', 'invoicesAll', 'List invoices'],
	['PATCH', 'accounting', 'xero', 'Xero', '/accounting/invoices/1001', 'invoicesUpdate', 'Update invoice'],
	['GET', 'vault', 'apideck-vault', 'Apideck Vault', '/vault/connections', 'connectionsAll', 'Get all connections'],
	['DELETE', 'hris', 'bamboohr', 'BambooHR', '/hris/employees/77', 'employeesDelete', 'Delete employee'],
	['GET', 'proxy', 'pipedrive', 'Pipedrive', '/proxy', 'proxyGet', 'GET'],
] as const;

const FAILURES = [
	[401, 'The credentials of the connection are no longer valid'],
	[404, 'The record was not found'],
	[429, 'The service asked to slow down'],
	[500, 'The service returned an unexpected response'],
] as const;

/** A number for a text, the same every time. */
const hash = (text: string) => [...text].reduce((sum, letter) => (Math.imul(sum, 31) + letter.charCodeAt(0)) >>> 0, 7);

/** The record at a position, 0 for the newest. It is computed, so that many records need no memory. */
export function seededLog(consumerId: string, position: number, { newest }: LogSeed) {
	const pick = <T>(list: readonly T[], index: number): T => list[index % list.length] as T;
	const [method, unifiedApi, serviceId, serviceName, path, operationId, operationName] = pick(CALLS, position);
	const failure = position % 5 === 3 ? pick(FAILURES, (position - 3) / 5) : undefined;
	const status = failure?.[0] ?? (method === 'POST' ? 201 : 200);
	const id = (at: number) => `${hash(consumerId).toString(16).padStart(8, '0')}-0000-4000-8000-${at.toString(16).padStart(12, '0')}`;
	// Every tenth request is the follow-up of the one before it.
	const child = position % 10 === 8;
	return {
		api_style: 'REST',
		base_url: 'https://unify.apideck.com',
		child_request: child,
		consumer_id: consumerId,
		duration: 120 + (position % 17) * 11.5,
		error_message: failure?.[1] ?? null,
		execution: 180 + (position % 17) * 12,
		has_children: position % 10 === 9,
		http_method: method,
		id: id(position),
		latency: 18.25 + (position % 7),
		operation: { id: operationId, name: operationName },
		parent_id: child ? id(position + 1) : null,
		path,
		sandbox: false,
		service: { id: serviceId, name: serviceName },
		source_ip: '192.0.2.10',
		status_code: status,
		success: status < 400,
		timestamp: new Date(newest - position * STEP).toISOString(),
		unified_api: unifiedApi,
	};
}

export type SeededLog = ReturnType<typeof seededLog>;
