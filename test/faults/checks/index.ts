import { contextOf, type Check, type CheckContext } from './context';
import { itemsEnd } from './items';
import { keyIsNowhere, keyIsRight } from './secrets';
import { atMostOnce, onlyExpectedRequests, retriesKept } from './requests';
import { countIsTrue, onlyItemsChanged, orderOfChanges, statesMatch } from './state';
import { cancelled, elapsedTimeKept, runStaysWithinLimit, timeoutsKept } from './times';

/** The results mean nothing if the proxy itself fails. */
const proxyHadNoErrors: Check = ({ run }) => run.proxyErrors.map((error) => `proxy error: ${error}`);

const CHECKS: Check[] = [
	proxyHadNoErrors,
	itemsEnd,
	onlyExpectedRequests,
	atMostOnce,
	retriesKept,
	onlyItemsChanged,
	statesMatch,
	orderOfChanges,
	countIsTrue,
	keyIsNowhere,
	keyIsRight,
	timeoutsKept,
	elapsedTimeKept,
	runStaysWithinLimit,
	cancelled,
];

/** Returns all violations of a run. */
export function findViolations(...given: Parameters<typeof contextOf>): { context: CheckContext; found: string[] } {
	const context = contextOf(...given);
	return { context, found: CHECKS.flatMap((check) => check(context)) };
}
