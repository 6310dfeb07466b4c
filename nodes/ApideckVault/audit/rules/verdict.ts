/** Most severe first. docs/audit-rules.md explains each one. */
export const SEVERITIES = ['critical', 'warning', 'info', 'ok'] as const;
export type Severity = (typeof SEVERITIES)[number];

/** Who has to act: the consumer, you (the owner of the Apideck application), Apideck, or nobody. */
export const ACTORS = ['consumer', 'you', 'apideck', 'nobody'] as const;
export type Actor = (typeof ACTORS)[number];

/** The audit's verdict on one connection. Its texts never contain the value of a setting. */
export interface Verdict {
	severity: Severity;
	/** Stable snake_case identifier. All of them are in RULES (classify.ts) and in docs/audit-rules.md. */
	code: string;
	reason: string;
	remedy: string;
	actor: Actor;
	/** When action is due, ISO 8601 in UTC; null if nothing expires. */
	deadline: string | null;
}

/** From 0 for ok to 3 for critical; -1 for anything else. */
export function severityRank(severity: string): number {
	const index = (SEVERITIES as readonly string[]).indexOf(severity);
	return index < 0 ? -1 : SEVERITIES.length - 1 - index;
}

/**
 * Whether a Hosted Vault link helps, because the consumer can fix this alone.
 * Deliberately false for warnings that depend on someone else or on time.
 */
export function isRepairableByConsumer(verdict: Pick<Verdict, 'actor' | 'severity'>): boolean {
	return verdict.actor === 'consumer' && verdict.severity !== 'ok';
}

/** The user can set each of them. */
export interface AuditThresholds {
	/** A pending deletion of credentials is critical when fewer hours than this remain. */
	purgeCriticalHours: number;
	/** Hours since the last downstream error after which a degraded connection is a warning. */
	degradedHours: number;
	/** Days since creation after which a setup counts as abandoned. */
	unfinishedDays: number;
	/** Hours after a failed token refresh during which to report it, even if the connection works again. */
	refreshFailureHours: number;
	/** Minutes a consumer has to confirm a new authorization. Apideck's confirm token expires after 30. */
	confirmationMinutes: number;
}

export const DEFAULT_THRESHOLDS: Readonly<AuditThresholds> = {
	purgeCriticalHours: 24,
	degradedHours: 24,
	unfinishedDays: 7,
	refreshFailureHours: 24,
	confirmationMinutes: 30,
};

/**
 * Fills in the defaults.
 * @param given the user's options; anything but a finite number of at least 0 is replaced by the default
 */
export function withDefaultThresholds(given: Partial<Record<keyof AuditThresholds, unknown>> = {}): AuditThresholds {
	const thresholds: AuditThresholds = { ...DEFAULT_THRESHOLDS };
	for (const key of Object.keys(DEFAULT_THRESHOLDS) as Array<keyof AuditThresholds>) {
		const value = given[key];
		if (typeof value === 'number' && value >= 0 && value < Infinity) thresholds[key] = value;
	}
	return thresholds;
}

/** Some servers send a boolean as a number or as text. */
function isGranted(permission: unknown): boolean {
	return permission === true || permission === 1 || (typeof permission === 'string' && permission.toLowerCase() === 'true');
}

function valuesOf(value: unknown): unknown[] {
	return typeof value === 'object' && value !== null ? Object.values(value) : [];
}

/**
 * Whether data scopes are enabled and grant anything: every field of every resource (`*`), or reading or writing of one field.
 * Without a permission there is nothing to consent to, and Hosted Vault shows no consent page.
 * @param scopes `application_data_scopes` of a connection, or any other value
 */
export function grantsAnything(scopes: unknown): boolean {
	if (typeof scopes !== 'object' || scopes === null) return false;
	const { enabled, resources } = scopes as { enabled?: unknown; resources?: unknown };
	if (enabled !== true) return false;
	if (resources === '*') return true;
	return valuesOf(resources).some((fields) => valuesOf(fields).some(hasPermission));
}

function hasPermission(field: unknown): boolean {
	if (typeof field !== 'object' || field === null) return false;
	const { read, write } = field as { read?: unknown; write?: unknown };
	return isGranted(read) || isGranted(write);
}
