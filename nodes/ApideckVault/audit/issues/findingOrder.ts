import { rulePosition } from '../rules/classify';
import { severityRank } from '../rules/verdict';
import { compareText } from '../text';
import type { Finding } from './finding';

/** Sorts by severity, then by deadline (earliest first, none last), then by the position of the rule, then by IDs. */
export function worstFirst(a: Finding, b: Finding): number {
	return severityRank(b.severity) - severityRank(a.severity) || compareText(a.deadline ?? '9999', b.deadline ?? '9999') || positionIn(a) - positionIn(b) || compareIds(a, b);
}

function positionIn({ code }: Finding): number {
	return rulePosition(code) ?? Number.MAX_SAFE_INTEGER;
}

/** Compares the IDs one by one, because joining them would copy long ones each time. Findings without a service come last. */
function compareIds(a: Finding, b: Finding): number {
	const last = '\uffff';
	return (
		compareText(a.consumer_id, b.consumer_id) ||
		compareText(a.unified_api ?? last, b.unified_api ?? last) ||
		compareText(a.service_id ?? last, b.service_id ?? last)
	);
}
