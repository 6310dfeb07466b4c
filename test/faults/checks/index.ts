import { contextOf, type Check, type Context } from './context';
import { itemsEnd } from './items';
import { keyIsNowhere, keyIsRight } from './secrets';
import { atMostOnce, onlyWhatWasMeant, retriesKept } from './sent';
import { countIsTrue, nothingElseChanged, orderOfChanges, statesMatch } from './state';
import { cancelled, elapsedTimeKept, runKeepsItsBound, timeoutsKept } from './times';

/** The proxy itself must work, or nothing is proved. */
const proxyWorked: Check = ({ run }) => run.troubles.map((trouble) => `the proxy failed: ${trouble}`);

const CHECKS: Check[] = [
	proxyWorked,
	itemsEnd,
	onlyWhatWasMeant,
	atMostOnce,
	retriesKept,
	nothingElseChanged,
	statesMatch,
	orderOfChanges,
	countIsTrue,
	keyIsNowhere,
	keyIsRight,
	timeoutsKept,
	elapsedTimeKept,
	runKeepsItsBound,
	cancelled,
];

/** Everything that a run has broken. */
export function broken(...given: Parameters<typeof contextOf>): { context: Context; found: string[] } {
	const context = contextOf(...given);
	return { context, found: CHECKS.flatMap((check) => check(context)) };
}
