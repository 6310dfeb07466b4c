import { grantTypeMatters, reauthorize } from './remedies';
import { abandoned, degradedForLong, formatTime, justTouched, list, windowRuns, type Rule } from './rule';
import type { Condition } from './condition';

const CONSENT_REASONS: Record<string, (name: string) => string> = {
	denied: (name) => `The consumer denied the data access that ${name} needs.`,
	revoked: (name) => `The consumer withdrew the consent to the data access that ${name} needs.`,
	requires_reconsent: (name) => `Your data scopes for ${name} were widened and the consumer has not agreed to that yet.`,
};

function missing(c: Condition, settings: string): string {
	return c.missingSettings.length > 0 ? `${settings}: ${list(c.missingSettings)}` : settings;
}

/** Somebody has to act, though not today. */
export const WARNING_RULES: readonly Rule[] = [
	{
		code: 'unknown_state',
		severity: 'warning',
		title: 'State this version does not know',
		phases: ['in_use', 'switched_off'],
		when: (c) => c.state === 'unknown' || c.state === 'missing',
		reason: (c) => (c.state === 'missing' ? `${c.name} came without a state.` : `${c.name} is in a state this version does not know: "${c.raw.state}".`),
		remedy: { actor: 'you', remedy: 'Look at the connection in the Apideck dashboard and update this node.' },
	},
	{
		code: 'unknown_health',
		severity: 'warning',
		title: 'Health this version does not know',
		phases: ['in_use', 'setting_up', 'switched_off', 'not_added'],
		when: (c) => c.health === 'unknown',
		reason: (c) => `${c.name} reports a health this version does not know: "${c.raw.health}".`,
		remedy: { actor: 'you', remedy: 'Look at the connection in the Apideck dashboard and update this node.' },
	},
	{
		code: 'credentials_expiring',
		severity: 'warning',
		title: 'Credentials will be deleted',
		phases: ['in_use'],
		when: windowRuns,
		reason: (c) => `${c.name} refuses new tokens; Apideck deletes the stored credentials on ${formatTime(c.purgeAt ?? 0)} unless that changes.`,
		remedy: reauthorize,
		deadline: (c) => c.purgeAt,
		detail: grantTypeMatters,
	},
	{
		code: 'missing_settings',
		severity: 'warning',
		title: 'Required settings are missing',
		phases: ['in_use'],
		when: (c) => c.health === 'missing_settings' || (c.state === 'authorized' && c.missingSettings.length > 0),
		reason: (c) => `${missing(c, `${c.name} lacks required settings`)}.`,
		remedy: (c) => ({ actor: 'consumer', remedy: `Send the consumer a Hosted Vault link to ${missing(c, 'fill in the settings')}; or set them with Connection > Update.` }),
		detail: () => true,
	},
	{
		code: 'needs_consent',
		severity: 'warning',
		title: 'Consent is missing',
		phases: ['in_use'],
		when: (c) => c.health === 'needs_consent' || c.consentBlocks,
		reason: (c) => CONSENT_REASONS[c.consentState]?.(c.name) ?? `The consumer has not agreed yet to the data access that ${c.name} needs.`,
		remedy: { actor: 'consumer', remedy: 'Send the consumer a Hosted Vault link to the consent page.' },
		detail: () => true,
	},
	{
		code: 'unconfirmed',
		severity: 'warning',
		title: 'Authorization was never confirmed',
		phases: ['in_use', 'setting_up'],
		when: (c) => c.health === 'pending_confirmation' && !justTouched(c),
		reason: (c) => `The authorization of ${c.name} was not confirmed in time.`,
		remedy: { actor: 'consumer', remedy: 'Send the consumer a Hosted Vault link to authorize it again.' },
	},
	{
		code: 'refresh_failing',
		severity: 'warning',
		title: 'Token refresh is failing',
		phases: ['in_use'],
		when: (c) => c.health === 'pending_refresh',
		reason: (c) => `Apideck could not refresh the token of ${c.name}${c.refreshFailedAt === null ? '' : ` (last tried ${formatTime(c.refreshFailedAt)})`}; the credentials are kept.`,
		remedy: { actor: 'nobody', remedy: 'Apideck tries again by itself. If it is still so tomorrow, run Connection > Validate once.' },
	},
	{
		code: 'required_mapping_missing',
		severity: 'warning',
		title: 'Required field mappings are missing',
		phases: ['in_use'],
		when: (c) => c.missingMappings.length > 0,
		reason: (c) => `${c.name} has required field mappings without a value: ${list(c.missingMappings)}.`,
		remedy: { actor: 'consumer', remedy: 'Send the consumer a Hosted Vault link to map the fields; or set them with Custom Mapping > Update.' },
	},
	{
		code: 'not_callable',
		severity: 'warning',
		title: 'Authorized, but not usable',
		phases: ['in_use'],
		when: (c) => c.state === 'authorized' && c.health !== 'pending_confirmation' && !justTouched(c),
		reason: (c) => `${c.name} is authorized, but something is still left to set up before it can be called.`,
		remedy: { actor: 'consumer', remedy: 'Send the consumer a Hosted Vault link to finish the setup.' },
		detail: () => true,
	},
	{
		code: 'setup_unfinished',
		severity: 'warning',
		title: 'Setup was never finished',
		phases: ['setting_up'],
		when: abandoned,
		reason: (c) => `The setup of ${c.name} was begun and not finished${c.touchedAt === null ? '' : ` (nothing changed since ${formatTime(c.touchedAt)})`}.`,
		remedy: { actor: 'consumer', remedy: 'Remind the consumer with a Hosted Vault link, or delete the connection.' },
	},
	{
		code: 'degraded_for_long',
		severity: 'warning',
		title: 'Service unreachable for long',
		phases: ['in_use'],
		when: degradedForLong,
		reason: (c) => `The last call to ${c.name} failed on the network on ${formatTime(c.downstreamErrorAt ?? 0)} and none has succeeded since.`,
		remedy: { actor: 'you', remedy: 'Check the status page of the service and make one call through the connection; do not ask the consumer to reconnect.' },
	},
];
