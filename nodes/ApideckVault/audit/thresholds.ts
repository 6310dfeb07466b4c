/** From when on something counts; each may be set by the user. */
export interface AuditThresholds {
	/** Hours before Apideck deletes the stored credentials from which on that is critical. */
	purgeCriticalHours: number;
	/** Hours since the last downstream error from which on a degraded connection is a warning. */
	degradedHours: number;
	/** Days without any change after which a setup counts as abandoned. */
	unfinishedDays: number;
	/** Hours during which a failed token refresh is still told, though the connection works again. */
	refreshFailureHours: number;
	/** Minutes a consumer has to finish what was just authorized; Apideck's confirm token lives 30. */
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
 * @param given the user's options; what is absent, negative or no finite number takes the default (0 is a value)
 */
export function withDefaultThresholds(given: Partial<Record<keyof AuditThresholds, unknown>> = {}): AuditThresholds {
	const thresholds: AuditThresholds = { ...DEFAULT_THRESHOLDS };
	for (const key of Object.keys(DEFAULT_THRESHOLDS) as Array<keyof AuditThresholds>) {
		const value = given[key];
		if (typeof value === 'number' && value >= 0 && value < Infinity) thresholds[key] = value;
	}
	return thresholds;
}
