import { type ConnectionId, formatConnectionId, isKnownUnifiedApi, parseConnectionId, pathIdProblem, splitConnectionId, UNIFIED_APIS } from '../api/ids';
import { quoted } from '../parameters/jsonSafety';
import type { ValueErrors } from '../parameters/param';

/** For placeholders and errors. */
export const CONNECTION_EXAMPLE = 'hris+bamboohr';

/**
 * The connection with this ID. Surrounding spaces are ignored.
 * @throws NodeOperationError naming the field, with an example
 */
export function checkConnectionId(errors: ValueErrors, label: string, value: string): ConnectionId {
	const text = value.trim();
	const id = parseConnectionId(text);
	if (id !== undefined) return id;
	throw errors.invalid(`'${label}' must be an ID such as ${CONNECTION_EXAMPLE}, but is ${quoted(text)}`, explain(text));
}

/** Why a text is not the ID of a connection, or what to enter instead. */
function explain(text: string): string {
	const [api, service] = splitConnectionId(text);
	if (service === undefined || service === '') return 'Select a connection from the list, or enter a unified API ID, a plus sign and a service ID.';
	const suggestion = suggestConnectionId(api, service);
	if (suggestion !== undefined) return `Use ${suggestion} instead.`;
	if (isKnownUnifiedApi(api)) return `The part after the plus sign ${pathIdProblem(service)}. Enter a service ID there.`;
	const known = UNIFIED_APIS.slice(0, 4).map(({ value }) => value);
	return `${quoted(api)} is not the ID of a unified API (such as ${known.join(', ')}). If you copied this ID from a consumer's record, use the connection's unified_api and service_id instead.`;
}

/** The likely ID for parts such as "HRIS " and " bamboohr"; undefined when there is none. */
function suggestConnectionId(api: string, service: string): string | undefined {
	const name = api.trim().toLowerCase();
	const known = UNIFIED_APIS.find((one) => [one.name.toLowerCase(), one.value].includes(name));
	const id = formatConnectionId({ unified_api: known?.value ?? '', service_id: service.trim() });
	return parseConnectionId(id) === undefined ? undefined : quoted(id);
}
