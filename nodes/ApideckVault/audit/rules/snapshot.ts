import { createHash } from 'node:crypto';

import { type Connection, CONNECTION_HEALTH, CONNECTION_STATES, type ConnectionHealth, type ConnectionState, type ConsumerConnection, type FormField, INTEGRATION_STATES, type IntegrationState } from '../../api/connection';
import { parseDeadline, parsePastTime } from '../../api/time';
import { singleLine } from '../text';
import { type AuditThresholds, grantsAnything, type Severity } from './verdict';

/** Either wire form of a connection. The summary (GET one consumer) lacks fields of the detail form (GET connections), but never contradicts it. */
export type AuditedConnection = Connection | ConsumerConnection;

/** What earlier runs stored about a connection. */
export interface StoredConnection {
	severity: Severity;
	code: string;
	/** companyFingerprint of the company seen last; null if there was none. */
	company: string | null;
	/** Whether it was ever authorized: if so, being unauthorized now is a lost authorization, not an unfinished setup. */
	authorized: boolean;
}

/** Facts that belong to the application's integration and connector, not to one consumer. */
export interface IntegrationFacts {
	integration_state?: string | undefined;
	oauth_grant_type?: string | null | undefined;
}

export interface AuditContext {
	/** Unix milliseconds. */
	now: number;
	thresholds: AuditThresholds;
	/** Fills in what the summary lacks. A field of the connection itself takes precedence. */
	integration?: IntegrationFacts | undefined;
	/** From the stored state; absent if nothing is stored about the connection. */
	previous?: StoredConnection | null;
}

/**
 * Where a connection is in its lifecycle. Severities are compared only within one phase: a disabled or unfinished connection
 * is neither better nor worse than a broken one.
 */
export type Phase = 'not_added' | 'setting_up' | 'in_use' | 'disabled';

/** `unknown` is a value that this version does not recognize, `missing` is no value. */
export type Parsed<T> = T | 'unknown' | 'missing';

/** A connection reduced to what the rules need, in the same form for both wire forms. Times are Unix milliseconds. */
export interface ConnectionSnapshot {
	phase: Phase;
	/** The name of the service. */
	name: string;
	unifiedApi: string;
	serviceId: string;
	state: Parsed<ConnectionState>;
	health: Parsed<ConnectionHealth>;
	integration: Parsed<IntegrationState>;
	/** As sent but shortened. */
	rawIntegration: string;
	/** As sent but shortened, to report unknown values. */
	raw: { state: string; health: string };
	authType: string;
	grantType: string;
	consentState: string;
	consentBlocks: boolean;
	deletionAt: number | null;
	refreshFailedAt: number | null;
	downstreamErrorAt: number | null;
	createdAt: number | null;
	/** The later of created_at and updated_at. */
	lastChangedAt: number | null;
	missingSettings: string[];
	missingMappings: string[];
	/** companyFingerprint of the connection. */
	company: string | null;
	companyChanged: boolean;
	authorizedBefore: boolean;
	/** False for the summary form of GET one consumer. */
	detailed: boolean;
	now: number;
	thresholds: AuditThresholds;
}

const BLOCKING_CONSENT = new Set(['pending', 'denied', 'revoked', 'requires_reconsent']);
const DETAIL_KEYS = ['form_fields', 'integration_state', 'oauth_grant_type', 'consent_state', 'custom_mappings', 'configurable_resources'];

/** A short one-way hash of `metadata.company_id`, for comparison only; null if there is no company. */
export function companyFingerprint(connection: AuditedConnection): string | null {
	const company = connection?.metadata?.company_id as unknown;
	if ((typeof company !== 'string' && typeof company !== 'number') || company === '') return null;
	return createHash('sha256').update(String(company)).digest('base64url').slice(0, 4);
}

/** Whether this is the detail form (GET connections) and not the summary (GET one consumer). */
export function isDetailedConnection(connection: AuditedConnection): connection is Connection {
	return typeof connection === 'object' && connection !== null && DETAIL_KEYS.some((key) => key in connection);
}

function parseEnum<T extends string>(value: unknown, values: readonly T[]): Parsed<T> {
	if (value === undefined || value === null || value === '') return 'missing';
	return (values as readonly unknown[]).includes(value) ? (value as T) : 'unknown';
}

function phaseOf(state: ConnectionSnapshot['state'], enabled: unknown, authorizedBefore: boolean): Phase {
	if (state === 'available') return 'not_added';
	if (enabled === false) return 'disabled';
	return state === 'added' && !authorizedBefore ? 'setting_up' : 'in_use';
}

/**
 * Normalizes a connection in either wire form.
 * @param connection anything the API may send; missing or invalid parts become `missing`, null or empty
 */
export function normalizeConnection(connection: AuditedConnection, context: AuditContext): ConnectionSnapshot {
	const wire: Connection = typeof connection === 'object' && connection !== null ? connection : {};
	const { now, thresholds, previous } = context;
	const state = parseEnum(wire.state, CONNECTION_STATES);
	const health = parseEnum(wire.health, CONNECTION_HEALTH);
	const deletionAt = parseDeadline(wire.credentials_expire_at, now);
	const refreshFailedAt = parsePastTime(wire.last_refresh_failed_at, now);
	const downstreamErrorAt = parsePastTime(wire.last_downstream_error_at, now);
	const createdAt = parsePastTime(wire.created_at, now);
	const company = companyFingerprint(wire);
	// metadata.company_id proves nothing here, because for some connectors the consumer enters it before authorizing.
	const authorizedBefore =
		previous?.authorized === true ||
		['callable', 'authorized'].includes(state) ||
		['revoked', 'pending_refresh', 'degraded'].includes(health) ||
		[deletionAt, refreshFailedAt, downstreamErrorAt].some((time) => time !== null);
	const changeTimes = [createdAt, parsePastTime(wire.updated_at, now)].filter((time) => time !== null);
	const serviceId = singleLine(wire.service_id, 60);
	const consentState = singleLine(wire.consent_state, 40);
	return {
		phase: phaseOf(state, wire.enabled, authorizedBefore),
		name: singleLine(wire.name, 60) || serviceId || 'This connection',
		unifiedApi: singleLine(wire.unified_api, 60),
		serviceId,
		state,
		health,
		...integrationOf(wire, context.integration),
		raw: { state: singleLine(wire.state, 40), health: singleLine(wire.health, 40) },
		authType: singleLine(wire.auth_type, 40),
		consentState,
		consentBlocks: BLOCKING_CONSENT.has(consentState) && grantsAnything(wire.application_data_scopes),
		deletionAt,
		refreshFailedAt,
		downstreamErrorAt,
		createdAt,
		lastChangedAt: changeTimes.length > 0 ? Math.max(...changeTimes) : null,
		missingSettings: missingSettings(wire).map((label) => singleLine(label, 60)),
		missingMappings: missingMappings(wire).map((label) => singleLine(label, 60)),
		company,
		companyChanged: company !== null && typeof previous?.company === 'string' && previous.company !== company,
		authorizedBefore,
		detailed: isDetailedConnection(wire),
		now,
		thresholds,
	};
}

/** What depends on the integration. The connection's own values take precedence over the given facts. */
function integrationOf(wire: Connection, facts: IntegrationFacts | undefined): Pick<ConnectionSnapshot, 'integration' | 'rawIntegration' | 'grantType'> {
	const state = wire.integration_state ?? facts?.integration_state;
	return {
		integration: parseEnum(state, INTEGRATION_STATES),
		rawIntegration: singleLine(state, 40),
		grantType: singleLine(wire.oauth_grant_type ?? facts?.oauth_grant_type, 40),
	};
}

/** Completes a snapshot that was normalized before the facts about its integration were known. */
export function withIntegration(snapshot: ConnectionSnapshot, connection: AuditedConnection, facts: IntegrationFacts | undefined): ConnectionSnapshot {
	return facts === undefined ? snapshot : { ...snapshot, ...integrationOf(connection, facts) };
}

/** Field types that are display-only (as in Apideck's own Vault components). */
const DISPLAY_TYPES = new Set(['info', 'copy', 'hidden']);

function isEmpty(value: unknown): boolean {
	if (value === undefined || value === null) return true;
	if (typeof value === 'string') return value.trim() === '';
	return Array.isArray(value) && value.length === 0;
}

function ownValue(record: unknown, key: string): unknown {
	return typeof record === 'object' && record !== null && Object.hasOwn(record, key)
		? (record as Record<string, unknown>)[key]
		: undefined;
}

/** An ID as text; empty for anything but text and numbers. An object from the server may not even convert to text. */
function idOf(value: unknown): string {
	return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

function labelOf(field: { label?: unknown; id?: unknown } | undefined, id: string): string {
	const label = field?.label;
	return typeof label === 'string' && label.trim() !== '' ? label.trim() : id;
}

function objectsIn<T extends object>(value: T[] | undefined): T[] {
	return Array.isArray(value) ? value.filter((entry) => typeof entry === 'object' && entry !== null) : [];
}

/**
 * Labels of the required settings that are missing: required form fields and the IDs in `settings_required_for_authorization`
 * with neither a `value` in `form_fields` nor an entry in `settings`. Fields that can't be filled in (hidden, deprecated,
 * display-only) are skipped. Empty for the summary form of a connection.
 */
export function missingSettings(connection: Connection): string[] {
	const fields = objectsIn<FormField>(connection.form_fields);
	const byId = new Map(fields.map((field) => [idOf(field.id), field]));
	const isMissing = (id: string, field?: FormField) => isEmpty(field?.value) && isEmpty(ownValue(connection.settings, id));
	const labels = new Set<string>();
	for (const field of fields) {
		const id = idOf(field.id);
		if (field.required !== true || field.hidden === true || field.deprecated === true) continue;
		if (DISPLAY_TYPES.has(idOf(field.type))) continue;
		if (isMissing(id, field)) labels.add(labelOf(field, id));
	}
	const required = connection.settings_required_for_authorization;
	for (const id of Array.isArray(required) ? required : []) {
		if (typeof id === 'string' && isMissing(id, byId.get(id))) labels.add(labelOf(byId.get(id), id));
	}
	return [...labels].filter((label) => label !== '');
}

/** Labels of the required custom mappings without a value. Apideck's own Vault UI blocks on them. */
export function missingMappings(connection: Connection): string[] {
	return objectsIn(connection.custom_mappings)
		.filter((mapping) => mapping.required === true && isEmpty(mapping.value))
		.map((mapping) => labelOf(mapping, idOf(mapping.key) || idOf(mapping.id) || 'a custom field'));
}
