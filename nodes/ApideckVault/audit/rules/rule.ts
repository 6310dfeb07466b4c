import { unifiedApiName } from '../../api/ids';
import type { ConnectionSnapshot, Phase } from './snapshot';
import type { Severity, Actor } from './verdict';

/** One row of the rule table. */
export interface Rule {
	code: string;
	severity: Severity;
	/** Heading for reports: the problem, without the name of a connection. */
	title: string;
	/** The phases of a connection that the rule applies to. */
	phases: readonly Phase[];
	when(snapshot: ConnectionSnapshot): boolean;
	reason(snapshot: ConnectionSnapshot): string;
	remedy: Remedy | ((snapshot: ConnectionSnapshot) => Remedy);
	/** Unix milliseconds; null if there is none. */
	deadline?(snapshot: ConnectionSnapshot): number | null;
	/** Whether the detail form of the connection could change the verdict, its labels or its remedy. */
	needsDetail?(snapshot: ConnectionSnapshot): boolean;
}

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const MINUTE = 60_000;

/** `a, b and c`. Of more than six words, the first five are listed and the rest counted. */
export function joinWords(words: string[]): string {
	const shown = words.length > 6 ? [...words.slice(0, 5), `${words.length - 5} more`] : words;
	return shown.length < 2 ? shown.join('') : `${shown.slice(0, -1).join(', ')} and ${shown.at(-1)}`;
}

/** Whether Apideck is going to delete the credentials. It ranks `ok` and `degraded` below a pending deletion, so those two contradict one. */
export function deletionScheduled(snapshot: ConnectionSnapshot): snapshot is ConnectionSnapshot & { deletionAt: number } {
	return snapshot.deletionAt !== null && snapshot.health !== 'ok' && snapshot.health !== 'degraded';
}

export function deletionDue(snapshot: ConnectionSnapshot): boolean {
	return deletionScheduled(snapshot) && snapshot.deletionAt <= snapshot.now;
}

export function deletionImminent(snapshot: ConnectionSnapshot): boolean {
	return deletionScheduled(snapshot) && snapshot.deletionAt - snapshot.now <= snapshot.thresholds.purgeCriticalHours * HOUR;
}

/** Whether the consumer may be working on it right now. An unknown time counts as long ago, one in the future (clock skew) as now. */
export function recentlyChanged({ lastChangedAt, now, thresholds }: ConnectionSnapshot): boolean {
	return lastChangedAt !== null && now - lastChangedAt < thresholds.confirmationMinutes * MINUTE;
}

/** Whether the consumer may still be setting it up. An unknown time counts as long ago, because a lost authorization would look the same. */
export function recentlyCreated({ createdAt, now, thresholds }: ConnectionSnapshot): boolean {
	return createdAt !== null && now - createdAt < thresholds.unfinishedDays * DAY;
}

export function degradedTooLong({ health, downstreamErrorAt, now, thresholds }: ConnectionSnapshot): boolean {
	return health === 'degraded' && downstreamErrorAt !== null && now - downstreamErrorAt >= thresholds.degradedHours * HOUR;
}

export function refreshFailedRecently({ refreshFailedAt, now, thresholds }: ConnectionSnapshot): boolean {
	return refreshFailedAt !== null && now - refreshFailedAt < thresholds.refreshFailureHours * HOUR;
}

/** When Apideck's confirm token expires. */
export function confirmationDeadline({ lastChangedAt, thresholds }: ConnectionSnapshot): number | null {
	return lastChangedAt === null ? null : lastChangedAt + thresholds.confirmationMinutes * MINUTE;
}

export interface Remedy {
	actor: Actor;
	remedy: string;
}

/** Grants without a browser: your application can fetch a new token without a consent page. */
const TOKEN_GRANTS = new Set(['client_credentials', 'password']);

/** Whether the remedy depends on a grant type that this form of the connection does not include. */
export function grantTypeUnknown(snapshot: ConnectionSnapshot): boolean {
	return snapshot.grantType === '' && !['apiKey', 'basic', 'none'].includes(snapshot.authType);
}

/**
 * How this connection gets valid credentials again. The grant type decides first, because connectors with
 * `auth_type: custom` can have one as well.
 */
export function reauthorizationRemedy(snapshot: ConnectionSnapshot): Remedy {
	const { authType, grantType } = snapshot;
	if (TOKEN_GRANTS.has(grantType)) {
		return {
			actor: 'you',
			remedy: 'Run Connection > Request Access Token. If that fails, ask the consumer for new credentials.',
		};
	}
	if (authType === 'apiKey') return { actor: 'consumer', remedy: 'Send the consumer a Hosted Vault link to enter a new API key.' };
	if (authType === 'basic') return { actor: 'consumer', remedy: 'Send the consumer a Hosted Vault link to enter the username and password again.' };
	return { actor: 'consumer', remedy: 'Send the consumer a Hosted Vault link to authorize it again.' };
}

/** Says where in the Apideck dashboard the owner of the application finds the integration. */
export function integrationRemedy({ unifiedApi, serviceId, name }: ConnectionSnapshot): Remedy {
	const path = ['Configuration', unifiedApiName(unifiedApi), serviceId && name].filter((part) => part !== '').join(' > ');
	return { actor: 'you', remedy: `Finish configuring the integration in the Apideck dashboard (${path}). The consumer can't do this.` };
}
