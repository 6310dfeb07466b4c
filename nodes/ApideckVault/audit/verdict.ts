/** Most severe first. What each one means is in docs/audit-rules.md. */
export const SEVERITIES = ['critical', 'warning', 'info', 'ok'] as const;
export type Severity = (typeof SEVERITIES)[number];

/** Who has to act: the consumer, you (the owner of the Apideck application), Apideck, or nobody. */
export const ACTORS = ['consumer', 'you', 'apideck', 'nobody'] as const;
export type Actor = (typeof ACTORS)[number];

/** The audit's judgement of one connection. Texts are plain English and hold no setting's value. */
export interface Verdict {
	severity: Severity;
	/** Stable snake_case identifier; the list is RULES in rules.ts and the table in docs/audit-rules.md. */
	code: string;
	reason: string;
	remedy: string;
	actor: Actor;
	/** ISO 8601, UTC: by when to act; null when nothing expires. */
	deadline: string | null;
}

/** 0 for ok up to 3 for critical; -1 for a text that is no severity. */
export function severityRank(severity: string): number {
	const index = (SEVERITIES as readonly string[]).indexOf(severity);
	return index < 0 ? -1 : SEVERITIES.length - 1 - index;
}

/**
 * Whether a Hosted Vault link helps: the consumer alone can put this right.
 * Deliberately not for warnings that only wait for somebody else or for time.
 */
export function isRepairableByConsumer(verdict: Pick<Verdict, 'actor' | 'severity'>): boolean {
	return verdict.actor === 'consumer' && verdict.severity !== 'ok';
}
