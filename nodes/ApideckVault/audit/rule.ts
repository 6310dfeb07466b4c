import type { Condition, Phase } from './condition';
import type { Remedy } from './remedies';
import type { Severity } from './verdict';

/** One line of the rule table. */
export interface Rule {
	code: string;
	severity: Severity;
	/** A heading for reports: what is wrong, without naming a connection. */
	title: string;
	/** The phases of a connection in which it is looked at. */
	phases: readonly Phase[];
	when(condition: Condition): boolean;
	reason(condition: Condition): string;
	remedy: Remedy | ((condition: Condition) => Remedy);
	/** Unix milliseconds; null for none. */
	deadline?(condition: Condition): number | null;
	/** Whether the full form of the connection could tell more: another verdict, missing labels or another remedy. */
	detail?(condition: Condition): boolean;
}

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const MINUTE = 60_000;

/** `a, b and c`, the rest counted from the sixth on. */
export function list(words: string[]): string {
	const shown = words.length > 6 ? [...words.slice(0, 5), `${words.length - 5} more`] : words;
	return shown.length < 2 ? shown.join('') : `${shown.slice(0, -1).join(', ')} and ${shown.at(-1)}`;
}

/** The deletion window runs: Apideck ranks every health but ok and degraded above it or as it, so those two contradict it. */
export function windowRuns(condition: Condition): condition is Condition & { purgeAt: number } {
	return condition.purgeAt !== null && condition.health !== 'ok' && condition.health !== 'degraded';
}

export function windowIsOver(condition: Condition): boolean {
	return windowRuns(condition) && condition.purgeAt <= condition.now;
}

export function windowEndsSoon(condition: Condition): boolean {
	return windowRuns(condition) && condition.purgeAt - condition.now <= condition.thresholds.purgeCriticalHours * HOUR;
}

/** A consumer may be at it right now. An unknown time counts as long ago; one in the future (clocks differ) as now. */
export function justTouched({ touchedAt, now, thresholds }: Condition): boolean {
	return touchedAt !== null && now - touchedAt < thresholds.confirmationMinutes * MINUTE;
}

/** So new that the consumer may still be setting it up. An unknown time counts as long ago: without it, a lost authorization looks the same. */
export function justCreated({ createdAt, now, thresholds }: Condition): boolean {
	return createdAt !== null && now - createdAt < thresholds.unfinishedDays * DAY;
}

export function degradedForLong({ health, downstreamErrorAt, now, thresholds }: Condition): boolean {
	return health === 'degraded' && downstreamErrorAt !== null && now - downstreamErrorAt >= thresholds.degradedHours * HOUR;
}

export function refreshFailedLately({ refreshFailedAt, now, thresholds }: Condition): boolean {
	return refreshFailedAt !== null && now - refreshFailedAt < thresholds.refreshFailureHours * HOUR;
}

/** When the confirm token that Apideck handed out runs out. */
export function confirmationEnds({ touchedAt, thresholds }: Condition): number | null {
	return touchedAt === null ? null : touchedAt + thresholds.confirmationMinutes * MINUTE;
}
