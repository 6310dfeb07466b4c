import { DAY, HOUR, MINUTE, type ConnectionSeed } from '../seed';

/** The conditions of connections. Each function returns a seed relative to `now` (Unix milliseconds). */
export type SeedFactory = (now: number) => ConnectionSeed;

export const works: SeedFactory = () => ({});

export const worksWithCompany: (
	company: string,
	setting: string,
	value: string,
	settings: Record<string, unknown>,
) => SeedFactory = (company, setting, value, settings) => () => ({
	metadata: { company },
	settings: { ...settings, [setting]: value },
});

/** An onboarding that stopped some days ago. */
export const neverFinished =
	(days: number): SeedFactory =>
	(now) => ({ authorization: 'none', created_at: now - days * DAY, updated_at: now - days * DAY });

/** Credentials were purged after the retention window. */
export const needsAuth: SeedFactory = (now) => ({
	authorization: 'none',
	last_refresh_failed_at: now - 3 * DAY,
	updated_at: now - DAY,
});

export const revoked: SeedFactory = (now) => ({ authorization: 'revoked', updated_at: now - 5 * HOUR });

/** OAuth is complete, but required settings are missing. */
export const missingSettings: SeedFactory = () => ({ settings: {} });

/** The provider rejected the credentials. */
export const rejected: SeedFactory = (now) => ({ authorization: 'rejected', updated_at: now - 2 * DAY });

/** Refresh keeps failing; the credentials are purged in this many hours. */
export const purgedIn =
	(hours: number): SeedFactory =>
	(now) => ({
		refresh_error: 'invalid_grant',
		credentials_expire_at: now + hours * HOUR,
		last_refresh_failed_at: now - 20 * MINUTE,
		updated_at: now - (48 - hours) * HOUR,
	});

/** A refresh failed a moment ago: still inside the cooldown of 30 s. */
export const inCooldown: SeedFactory = (now) => ({
	refresh_error: 'invalid_grant',
	credentials_expire_at: now + 47 * HOUR,
	last_refresh_failed_at: now - 5_000,
});

/** Works again, but a refresh failed lately. */
export const refreshFailedLately: SeedFactory = (now) => ({ last_refresh_failed_at: now - 2 * HOUR });

export const degradedSince =
	(hours: number): SeedFactory =>
	(now) => ({ last_downstream_error_at: now - hours * HOUR });

/** OAuth is complete, but not confirmed. The confirmation is accepted for 30 minutes. */
export const unconfirmed =
	(minutes: number): SeedFactory =>
	(now) => ({ authorization: 'unconfirmed', created_at: now - (minutes + 2) * MINUTE, updated_at: now - minutes * MINUTE });

/** Only has an effect where data scopes are enabled. */
export const consent =
	(state: 'pending' | 'denied' | 'requires_reconsent'): SeedFactory =>
	() => ({ consent_state: state });

export const disabled: SeedFactory = (now) => ({ enabled: false, updated_at: now - 30 * DAY });

/** A value of a newer, unknown API version. */
export const quarantined: SeedFactory = () => ({ state: 'quarantined', health: 'quarantined' });

/** Grants everything that is requested, and fills required mappings. */
export const mapped =
	(id: string, value: string): SeedFactory =>
	() => ({ custom_mappings: { [id]: value } });
