import { createHash } from 'node:crypto';
import {
	CONNECTION_HEALTH,
	CONNECTION_STATES,
	INTEGRATION_STATES,
	type Connection,
	type ConnectionHealth,
	type ConnectionState,
	type ConsumerConnection,
	type IntegrationState,
} from '../vault/connection';
import { parseDeadline, parsePastTime } from '../vault/time';
import { grantsAnything } from './dataScopes';
import { missingMappings, missingSettings } from './missingSettings';
import { plain } from './plainText';
import type { AuditThresholds } from './thresholds';
import type { Severity } from './verdict';

/** Either form the API sends a connection in; the small one (GET one consumer) lacks fields, never contradicts. */
export type AuditedConnection = Connection | ConsumerConnection;

/** What the memory of earlier runs knows about a connection. */
export interface RememberedConnection {
	severity: Severity;
	code: string;
	/** companyFingerprint of the company last seen; null when none was ever seen. */
	company: string | null;
	/** The consumer had authorized it once, so being unauthorized now is a loss and no unfinished setup. */
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
	/** Stands in for what the small form lacks; a field of the connection itself wins. */
	integration?: IntegrationFacts | undefined;
	/** From the memory of earlier runs; absent on a first run or when nothing is remembered. */
	previous?: RememberedConnection | null;
}

/**
 * Where a connection stands in its life. Rules are compared only within one phase: switching a connection off
 * or not having finished it is no defect that is better or worse than a broken one.
 */
export type Phase = 'not_added' | 'setting_up' | 'in_use' | 'switched_off';

/** `unknown`: a value this version does not know; `missing`: no value. */
export type Known<T> = T | 'unknown' | 'missing';

/** A connection reduced to what rules look at, in one form whatever the wire form was. Times are Unix milliseconds. */
export interface Condition {
	phase: Phase;
	/** The service by its own name. */
	name: string;
	unifiedApi: string;
	serviceId: string;
	state: Known<ConnectionState>;
	health: Known<ConnectionHealth>;
	integration: Known<IntegrationState>;
	/** As sent, shortened, for reports of unknown values. */
	raw: { state: string; health: string; integration: string };
	authType: string;
	grantType: string;
	consentState: string;
	consentBlocks: boolean;
	purgeAt: number | null;
	refreshFailedAt: number | null;
	downstreamErrorAt: number | null;
	createdAt: number | null;
	/** The later of created_at and updated_at: when somebody last did something to the connection. */
	touchedAt: number | null;
	missingSettings: string[];
	missingMappings: string[];
	/** companyFingerprint of the connection. */
	company: string | null;
	companyChanged: boolean;
	authorizedBefore: boolean;
	/** False for the small form of GET one consumer. */
	full: boolean;
	now: number;
	thresholds: AuditThresholds;
}

const BLOCKING_CONSENT = new Set(['pending', 'denied', 'revoked', 'requires_reconsent']);
const FULL_FORM_KEYS = ['form_fields', 'integration_state', 'oauth_grant_type', 'consent_state', 'custom_mappings', 'configurable_resources'];

/** A short, one-way mark of `metadata.company_id`, fit for comparing and not for reading back; null for none. */
export function companyFingerprint(connection: AuditedConnection): string | null {
	const company = connection?.metadata?.company_id as unknown;
	if ((typeof company !== 'string' && typeof company !== 'number') || company === '') return null;
	return createHash('sha256').update(String(company)).digest('base64url').slice(0, 4);
}

/** Whether this is the full form (GET connections) and not the small one (GET one consumer). */
export function isFullConnection(connection: AuditedConnection): connection is Connection {
	return typeof connection === 'object' && connection !== null && FULL_FORM_KEYS.some((key) => key in connection);
}

function known<T extends string>(value: unknown, values: readonly T[]): Known<T> {
	if (value === undefined || value === null || value === '') return 'missing';
	return (values as readonly unknown[]).includes(value) ? (value as T) : 'unknown';
}

function phaseOf(state: Condition['state'], enabled: unknown, authorizedBefore: boolean): Phase {
	if (state === 'available') return 'not_added';
	if (enabled === false) return 'switched_off';
	return state === 'added' && !authorizedBefore ? 'setting_up' : 'in_use';
}

/**
 * Reads a connection in either wire form.
 * @param connection anything the API may send; absent or unreadable parts become `missing`, null or empty
 */
export function readCondition(connection: AuditedConnection, context: AuditContext): Condition {
	const wire: Connection = typeof connection === 'object' && connection !== null ? connection : {};
	const { now, thresholds, previous } = context;
	const integrationState = wire.integration_state ?? context.integration?.integration_state;
	const state = known(wire.state, CONNECTION_STATES);
	const health = known(wire.health, CONNECTION_HEALTH);
	const purgeAt = parseDeadline(wire.credentials_expire_at, now);
	const refreshFailedAt = parsePastTime(wire.last_refresh_failed_at, now);
	const downstreamErrorAt = parsePastTime(wire.last_downstream_error_at, now);
	const createdAt = parsePastTime(wire.created_at, now);
	const company = companyFingerprint(wire);
	// metadata.company_id proves nothing here: for some connectors the consumer types it before authorizing.
	const authorizedBefore =
		previous?.authorized === true ||
		['callable', 'authorized'].includes(state) ||
		['revoked', 'pending_refresh', 'degraded'].includes(health) ||
		[purgeAt, refreshFailedAt, downstreamErrorAt].some((time) => time !== null);
	const touches = [createdAt, parsePastTime(wire.updated_at, now)].filter((time) => time !== null);
	const serviceId = plain(wire.service_id, 60);
	const consentState = plain(wire.consent_state, 40);
	return {
		phase: phaseOf(state, wire.enabled, authorizedBefore),
		name: plain(wire.name, 60) || serviceId || 'This connection',
		unifiedApi: plain(wire.unified_api, 60),
		serviceId,
		state,
		health,
		integration: known(integrationState, INTEGRATION_STATES),
		raw: { state: plain(wire.state, 40), health: plain(wire.health, 40), integration: plain(integrationState, 40) },
		authType: plain(wire.auth_type, 40),
		grantType: plain(wire.oauth_grant_type ?? context.integration?.oauth_grant_type, 40),
		consentState,
		consentBlocks: BLOCKING_CONSENT.has(consentState) && grantsAnything(wire.application_data_scopes),
		purgeAt,
		refreshFailedAt,
		downstreamErrorAt,
		createdAt,
		touchedAt: touches.length > 0 ? Math.max(...touches) : null,
		missingSettings: missingSettings(wire).map((label) => plain(label, 60)),
		missingMappings: missingMappings(wire).map((label) => plain(label, 60)),
		company,
		companyChanged: company !== null && typeof previous?.company === 'string' && previous.company !== company,
		authorizedBefore,
		full: isFullConnection(wire),
		now,
		thresholds,
	};
}
