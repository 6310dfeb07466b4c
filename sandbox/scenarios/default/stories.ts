import { DAY, HOUR, MINUTE, type ConnectionSeed } from '../seed';

/** How a connection came to be what it is; each returns a seed relative to `now` (Unix milliseconds). */
export type Story = (now: number) => ConnectionSeed;

export const works: Story = () => ({});

export const worksWithCompany: (
	company: string,
	setting: string,
	value: string,
	settings: Record<string, unknown>,
) => Story = (company, setting, value, settings) => () => ({
	metadata: { company },
	settings: { ...settings, [setting]: value },
});

/** Added, then nothing: an onboarding that stopped some days ago. */
export const neverFinished =
	(days: number): Story =>
	(now) => ({ authorization: 'none', created_at: now - days * DAY, updated_at: now - days * DAY });

/** Credentials were purged after the retention window. */
export const needsAuth: Story = (now) => ({
	authorization: 'none',
	last_refresh_failed_at: now - 3 * DAY,
	updated_at: now - DAY,
});

export const revoked: Story = (now) => ({ authorization: 'revoked', updated_at: now - 5 * HOUR });

/** OAuth is done, required settings are not. */
export const missingSettings: Story = () => ({ settings: {} });

/** The provider refused the credentials. */
export const rejected: Story = (now) => ({ authorization: 'rejected', updated_at: now - 2 * DAY });

/** Refresh keeps failing; the credentials are purged in this many hours. */
export const purgedIn =
	(hours: number): Story =>
	(now) => ({
		refresh_error: 'invalid_grant',
		credentials_expire_at: now + hours * HOUR,
		last_refresh_failed_at: now - 20 * MINUTE,
		updated_at: now - (48 - hours) * HOUR,
	});

/** A refresh failed a moment ago: still inside the cooldown of 30 s. */
export const inCooldown: Story = (now) => ({
	refresh_error: 'invalid_grant',
	credentials_expire_at: now + 47 * HOUR,
	last_refresh_failed_at: now - 5_000,
});

/** Works again, but a refresh failed lately. */
export const refreshFailedLately: Story = (now) => ({ last_refresh_failed_at: now - 2 * HOUR });

export const degradedSince =
	(hours: number): Story =>
	(now) => ({ last_downstream_error_at: now - hours * HOUR });

/** OAuth is done, the confirmation is not; it is accepted for 30 minutes. */
export const unconfirmed =
	(minutes: number): Story =>
	(now) => ({ authorization: 'unconfirmed', created_at: now - (minutes + 2) * MINUTE, updated_at: now - minutes * MINUTE });

/** Only bites where data scopes are on. */
export const consent =
	(state: 'pending' | 'denied' | 'requires_reconsent'): Story =>
	() => ({ consent_state: state });

export const disabled: Story = (now) => ({ enabled: false, updated_at: now - 30 * DAY });

/** A value of a newer API than anyone here knows. */
export const quarantined: Story = () => ({ state: 'quarantined', health: 'quarantined' });

/** Grants everything that is asked, so that required mappings are filled too. */
export const mapped =
	(id: string, value: string): Story =>
	() => ({ custom_mappings: { [id]: value } });
