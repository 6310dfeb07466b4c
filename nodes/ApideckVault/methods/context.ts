import type { ILoadOptionsFunctions, NodeOperationError } from 'n8n-workflow';

import type { Connection } from '../api/connection';
import { type ConnectionId, isHeaderSafe } from '../api/ids';
import { mappingParams } from '../fields/configuration';
import { anyResource, connectionParams } from '../fields/connection';
import { checkConnectionId } from '../fields/connectionId';
import { quoted } from '../parameters/jsonSafety';
import { originOf } from '../parameters/origin';
import { parameterError, type ValueErrors } from '../parameters/param';
import { checkPathId } from '../parameters/text';
import type { ApiResponse, RequestSettings, VaultCall } from '../transport/call';
import type { VaultClient } from '../transport/client';
import { EDITOR_LIMITS, RequestBudget } from '../transport/requestBudget';
import { openVault } from '../transport/session';
import type { Origins, SubjectKind } from '../transport/subject';

/** Users wait for the list in the editor: few and short retries, in milliseconds, and one time limit for all requests of a list. */
export function requestSettings(): RequestSettings {
	return {
		timeout: 15_000,
		maxRetries: 2,
		initialInterval: 300,
		maxInterval: 2_000,
		maxElapsedTime: 10_000,
		budget: new RequestBudget(EDITOR_LIMITS),
	};
}

/** The labels of the parameters that lists depend on, by name. */
const LABELS = {
	apiResource: anyResource.property.displayName,
	connection: connectionParams.connection.property.displayName,
	consumer: connectionParams.consumer.property.displayName,
	targetField: mappingParams.targetField.property.displayName,
};

type ParameterName = keyof typeof LABELS;

/** The ID in another parameter of the node; '' when it is empty or its expression cannot be resolved in the editor. */
export function currentValue(context: ILoadOptionsFunctions, name: ParameterName): string {
	const value = context.getCurrentNodeParameter(name, { extractValue: true });
	const id = value === undefined || value === null || typeof value === 'object' ? '' : String(value).trim();
	return id.startsWith('=') ? '' : id;
}

/** Whether another parameter is an expression without a value in the editor. n8n then passes the expression itself, null or undefined. */
function isUnresolvedExpression(context: ILoadOptionsFunctions, name: ParameterName): boolean {
	const raw: unknown = context.getCurrentNodeParameter(name);
	if (raw === undefined) return false;
	const value: unknown = typeof raw === 'object' && raw !== null ? (raw as { value?: unknown }).value : raw;
	return value !== '' && currentValue(context, name) === '';
}

/**
 * The consumer selected in the node; the credential's default consumer when the field is empty.
 * @throws NodeOperationError when there is none. An unresolved expression may refer to another consumer, so it does not count as empty.
 */
export function currentConsumer(context: ILoadOptionsFunctions, vault: VaultClient): string {
	if (isUnresolvedExpression(context, 'consumer')) {
		throw parameterError(context.getNode(), `The expression in '${LABELS.consumer}' did not return an ID in the editor`, 'Run the previous nodes so that the expression can be resolved, or select a consumer while you fill in this parameter.');
	}
	const id = currentValue(context, 'consumer') || vault.defaultConsumerId;
	if (id === '') throw missingSelectionError(context, 'consumer', " (or set 'Default Consumer ID' in the credential)");
	if (!isHeaderSafe(id)) {
		throw parameterError(context.getNode(), `'${LABELS.consumer}' contains characters that can't be sent in an HTTP header: ${quoted(id)}`, 'Apideck reads the consumer from a header, so its ID may only contain printable ASCII characters.');
	}
	return id;
}

/** The parameters that name each record in the editor. */
const NAMED_BY: Partial<Record<SubjectKind, readonly ParameterName[]>> = {
	consumer: ['consumer'],
	connection: ['connection'],
	connector: ['connection'],
	resource: ['apiResource'],
};

/** Where the values of a list's request come from. */
export function currentOrigins(context: ILoadOptionsFunctions, vault: VaultClient): Origins {
	const stored = (name: ParameterName) => ({ label: LABELS[name], raw: context.getCurrentNodeParameters()?.[name] });
	return { subject: (kind) => originOf((NAMED_BY[kind] ?? []).map(stored), vault.defaultConsumer) };
}

/** The ID in another parameter of the node. @throws NodeOperationError when it is empty, or when `check` finds it invalid */
function requiredId<T>(context: ILoadOptionsFunctions, name: ParameterName, check: (errors: ValueErrors, label: string, id: string) => T): T {
	const id = currentValue(context, name);
	if (id === '') throw missingSelectionError(context, name);
	const invalid = (message: string, resolution: string) => parameterError(context.getNode(), message, `${resolution} No request was sent.`);
	return check({ invalid }, LABELS[name], id);
}

/** One of Apideck's own IDs in another parameter of the node. @throws NodeOperationError when it is empty or cannot be part of a path */
export function requiredPathId(context: ILoadOptionsFunctions, name: ParameterName): string {
	return requiredId(context, name, checkPathId);
}

/** The connection selected in the node. @throws NodeOperationError when none is selected, or its ID is invalid */
export function selectedConnection(context: ILoadOptionsFunctions): ConnectionId {
	return requiredId(context, 'connection', checkConnectionId);
}

/** The error of a list that depends on an empty parameter. */
export function missingSelectionError(context: ILoadOptionsFunctions, name: ParameterName, alternative = ''): NodeOperationError {
	return parameterError(context.getNode(), `Select a value for '${LABELS[name]}'${alternative} first`, 'This list depends on it. You can also enter the value as an ID or an expression.');
}

/** The connection that is selected in the node. Apideck also returns connections that were never added. */
export async function fetchCurrentConnection(context: ILoadOptionsFunctions): Promise<Connection> {
	const { path, get } = await currentConnection(context);
	const { data } = await get<Connection>({ path: ['vault', 'connections', ...path] });
	return data;
}

/** The connection that is selected in the node, and a function for requests about it. */
export interface CurrentConnection {
	/** Its segments in a path: unified API and service. */
	path: [unifiedApi: string, serviceId: string];
	get<T>(call: Pick<VaultCall, 'path' | 'list'>): Promise<ApiResponse<T>>;
}

/** @throws NodeOperationError that says what to select first */
export async function currentConnection(context: ILoadOptionsFunctions): Promise<CurrentConnection> {
	const vault = await openVault(context);
	const settings = requestSettings();
	const consumerId = currentConsumer(context, vault);
	const { unified_api: unifiedApi, service_id: serviceId } = selectedConnection(context);
	return {
		path: [unifiedApi, serviceId],
		get: async (call) => await vault.request({ ...call, method: 'GET', consumerId, origins: currentOrigins(context, vault) }, settings),
	};
}
