import type { Finding } from '../finding';
import { positionOf } from '../rules';
import { severityRank, type Actor } from '../verdict';

/** `1,240` */
export function readableNumber(value: number): string {
	return value.toLocaleString('en-US');
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

/** Worst first: by severity, then by the rule table, then what runs out first, then by ids. */
export function worstFirst(a: Finding, b: Finding): number {
	return severityRank(b.severity) - severityRank(a.severity) || placeOf(a) - placeOf(b) || byText(a.deadline ?? '9999', b.deadline ?? '9999') || byIds(a, b);
}

/** Compares by code unit: the same order on every host, whatever its locale. */
export function byText(a: string, b: string): number {
	return a < b ? -1 : Number(a > b);
}

function placeOf({ code }: Finding): number {
	return positionOf(code) ?? Number.MAX_SAFE_INTEGER;
}

/** One after the other: put together, long ones would be copied for every comparison. What has no service comes last. */
function byIds(a: Finding, b: Finding): number {
	const last = '\uffff';
	return (
		byText(a.consumer_id, b.consumer_id) ||
		byText(a.unified_api ?? last, b.unified_api ?? last) ||
		byText(a.service_id ?? last, b.service_id ?? last)
	);
}
