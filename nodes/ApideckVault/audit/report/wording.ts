import type { Finding } from '../finding';
import { positionOf } from '../rules';
import { severityRank, type Actor } from '../verdict';

/** `1,240` */
export function readableNumber(value: number): string {
	return String(value).replace(/\B(?=(\d{3})+$)/g, ',');
}

/** `1 connection`, `1,240 connections` */
export function counted(value: number, noun: string): string {
	return `${readableNumber(value)} ${noun}${value === 1 ? '' : 's'}`;
}

/** `+3`, `−2`, `±0` */
export function readableDifference(value: number): string {
	return value === 0 ? '±0' : `${value > 0 ? '+' : '−'}${readableNumber(Math.abs(value))}`;
}

export const ACTOR_NAMES: Record<Actor, string> = { consumer: 'Consumer', you: 'You', apideck: 'Apideck', nobody: 'Nobody' };

/** Worst first: by severity, then what runs out first, then by the rule table, then by ids. */
export function worstFirst(a: Finding, b: Finding): number {
	const place = (finding: Finding) => positionOf(finding.code) ?? Number.MAX_SAFE_INTEGER;
	const key = (finding: Finding) => JSON.stringify([finding.consumer_id, finding.unified_api, finding.service_id]);
	const [left, right] = [key(a), key(b)];
	return (
		severityRank(b.severity) - severityRank(a.severity) ||
		place(a) - place(b) ||
		(a.deadline ?? '9999').localeCompare(b.deadline ?? '9999', 'en') ||
		(left < right ? -1 : Number(left > right))
	);
}
