/** Unicode characters that older servers treat as "/" or "\". */
const SLASHES = /[\u2044\u2215\u29f8]/g;
const BACKSLASHES = /[\u2216\u29f5\u29f9]/g;

/** Replaces lookalike characters with plain ones, as some servers do, such as a full-width dot with a dot. */
export function withoutLookalikes(text: string): string {
	return text.replace(SLASHES, '/').replace(BACKSLASHES, '\\').normalize('NFKC');
}

/** Maximum length of an ID. */
const MAX_ID = 512;

/** Characters that separate parts of a URL, end a segment's name, or act as wildcards on some servers. */
const SPECIAL = /[/\\?#%;*|]/;
const SPECIAL_OR_DOT = /[./\\?#%;*|]/;

/** A problem of an ID that encoding cannot fix; undefined when there is none. */
export function unencodableProblem(id: string): string | undefined {
	if (id === '') return 'is empty';
	if (/\p{Cc}/u.test(id)) return 'contains a line break or another control character';
	if (id === '.' || id === '..') return `cannot be "${id}"`;
	return /\p{Cs}/u.test(id) ? 'contains an invalid Unicode character' : undefined;
}

/**
 * The problem of a consumer ID; undefined when there is none. A consumer ID is free text: any other character is allowed, and is
 * encoded.
 */
export function consumerIdProblem(id: string): string | undefined {
	const problem = unencodableProblem(id);
	if (problem !== undefined) return problem;
	if (id.trim() !== id) return 'starts or ends with a space';
	if (/^\p{Cf}+$/u.test(id)) return 'contains only invisible characters';
	return id.length > MAX_ID ? `is longer than ${MAX_ID} characters` : undefined;
}

/**
 * The problem of an Apideck ID: of a unified API, a service, a resource or a target field. None of them contains a character with a
 * meaning in a path. An ID with such a character is invalid or an attack, because a server behind a proxy may decode it twice.
 */
export function pathIdProblem(id: string): string | undefined {
	const problem = consumerIdProblem(id);
	if (problem !== undefined) return problem;
	if (/\p{Cf}/u.test(id)) return 'contains an invisible character';
	const character = SPECIAL.exec(id)?.[0];
	if (character !== undefined) return `cannot contain "${character}"`;
	if (id.startsWith('.')) return 'cannot start with a dot';
	const lookalike = Array.from(id).find((one) => one > '\u007f' && SPECIAL_OR_DOT.test(withoutLookalikes(one)));
	return lookalike === undefined ? undefined : `cannot contain "${lookalike}", which some servers read as another character`;
}

/** Whether an ID is safe in an HTTP header. n8n's HTTP library silently drops unsafe characters, and HTTP trims spaces at the ends. */
export function isHeaderSafe(id: string): boolean {
	return /^[\x21-\x7e]([\x20-\x7e]*[\x21-\x7e])?$/.test(id);
}

/** `UnifiedApiId` of vault.yml 10.34.0 without `vault` itself, with the names in Apideck's dashboard. */
export const UNIFIED_APIS: ReadonlyArray<{ name: string; value: string }> = [
	{ name: 'Accounting', value: 'accounting' },
	{ name: 'ATS', value: 'ats' },
	{ name: 'Calendar', value: 'calendar' },
	{ name: 'CRM', value: 'crm' },
	{ name: 'CSP', value: 'csp' },
	{ name: 'Customer Support', value: 'customer-support' },
	{ name: 'Data Warehouse', value: 'data-warehouse' },
	{ name: 'E-Commerce', value: 'ecommerce' },
	{ name: 'Email', value: 'email' },
	{ name: 'Email Marketing', value: 'email-marketing' },
	{ name: 'Expense Management', value: 'expense-management' },
	{ name: 'File Storage', value: 'file-storage' },
	{ name: 'Form', value: 'form' },
	{ name: 'HRIS', value: 'hris' },
	{ name: 'Issue Tracking', value: 'issue-tracking' },
	{ name: 'Lead', value: 'lead' },
	{ name: 'Payroll', value: 'payroll' },
	{ name: 'POS', value: 'pos' },
	{ name: 'Procurement', value: 'procurement' },
	{ name: 'Project Management', value: 'project-management' },
	{ name: 'Script', value: 'script' },
	{ name: 'SMS', value: 'sms' },
	{ name: 'Spreadsheet', value: 'spreadsheet' },
	{ name: 'Subscription Analytics', value: 'subscription-analytics' },
	{ name: 'Team Messaging', value: 'team-messaging' },
	{ name: 'Time Registration', value: 'time-registration' },
	{ name: 'Transactional Email', value: 'transactional-email' },
];

const API_NAMES = new Map(UNIFIED_APIS.map(({ name, value }) => [value, name]));

/** The name of a unified API (`CRM`). An ID that is newer than the list above is returned unchanged. */
export function unifiedApiName(id: string): string {
	return API_NAMES.get(id) ?? id;
}

/** Whether the list above contains this ID. */
export function isKnownUnifiedApi(id: string): boolean {
	return API_NAMES.has(id);
}

/** Whether a value is shaped like a unified API ID; IDs that are newer than the list above are passed on to Apideck. */
export function isUnifiedApiId(value: string): boolean {
	return /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(value) && value.length <= 64;
}

/**
 * The ID of a consumer's connection in our records, such as `hris+bamboohr`. Null without a service or a valid unified API, because two
 * connections could then have the same ID.
 */
export function connectionIdOf(unifiedApi: unknown, serviceId: unknown): string | null {
	if (typeof unifiedApi !== 'string' || !isUnifiedApiId(unifiedApi)) return null;
	return typeof serviceId === 'string' && serviceId !== '' ? formatConnectionId({ unified_api: unifiedApi, service_id: serviceId }) : null;
}

/** A connection of a consumer, by the names that Apideck's paths and records use. */
export interface ConnectionId {
	unified_api: string;
	service_id: string;
}

/** The ID of a connection as text, such as `hris+bamboohr`. */
export function formatConnectionId({ unified_api: api, service_id: service }: ConnectionId): string {
	return `${api}+${service}`;
}

/**
 * The connection that a text such as `hris+bamboohr` names; undefined for any other text. Only known unified APIs count, because
 * Apideck gives the connections in a consumer's record another ID of the same form: the app's ID and the consumer's.
 */
export function parseConnectionId(text: string): ConnectionId | undefined {
	const [api, service] = splitConnectionId(text);
	return !isKnownUnifiedApi(api) || service === undefined || pathIdProblem(service) !== undefined
		? undefined
		: { unified_api: api, service_id: service };
}

/** The parts before and after the first plus sign. */
export function splitConnectionId(text: string): [unifiedApi: string, serviceId: string | undefined] {
	const plus = text.indexOf('+');
	return plus < 0 ? [text, undefined] : [text.slice(0, plus), text.slice(plus + 1)];
}
