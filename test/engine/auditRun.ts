import type { IDataObject } from 'n8n-workflow';

import type { Engine } from '../../tools/engine';
import type { LinkedFinding } from '../../nodes/ApideckVault/audit/scan/reauthorizeLinks';
import type { LoggedRequest, Sandbox } from '../../tools/sandbox';
import { FAST, run, type Ran, type RunOptions } from './support';

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;

export interface AuditRan extends Ran {
	findings: LinkedFinding[];
}

/** Runs Get Findings (or whatever `parameters` say) in the mode of a published workflow unless told. */
export async function runAudit(engine: Engine, sandbox: Pick<Sandbox, 'url'>, parameters: object = {}, options: RunOptions = {}): Promise<AuditRan> {
	const ran = await run(engine, sandbox, { resource: 'audit', operation: 'getFindings', output: 'raw', options: FAST, ...parameters }, options);
	return { ...ran, findings: ran.json as IDataObject[] as unknown as LinkedFinding[] };
}

/** `consumer api+service code`, or `consumer code` for a consumer as a whole; with the change in front when there is one. */
export function line({ consumer_id, unified_api, service_id, code, change }: LinkedFinding): string {
	return [change, consumer_id, unified_api && `${unified_api}+${service_id}`, code].filter(Boolean).join(' ');
}

/** The same without the change. */
export function plainLine(finding: LinkedFinding): string {
	return line({ ...finding, change: undefined });
}

/** Requests as `METHOD path`, or with the consumer header in front where one was sent. */
export function told(requests: readonly LoggedRequest[]): string[] {
	return requests.map(({ method, path, headers }) => [headers['x-apideck-consumer-id'], method, decodeURIComponent(path)].filter(Boolean).join(' '));
}

/** How many requests went to the list, to one consumer, to the connections of one, to validate and to sessions. */
export function counted(requests: readonly LoggedRequest[]) {
	const count = (method: string, path: RegExp) => requests.filter((one) => one.method === method && path.test(one.path)).length;
	return {
		list: count('GET', /^\/vault\/consumers$/),
		consumer: count('GET', /^\/vault\/consumers\/./),
		connections: count('GET', /^\/vault\/connections$/),
		validate: count('POST', /\/validate$/),
		sessions: count('POST', /^\/vault\/sessions$/),
	};
}
