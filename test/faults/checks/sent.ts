import type { LedgerEntry } from '../proxy/ledger';
import { planned, type Check, type Context } from './context';

/**
 * What must not be sent again when it may have been carried out, as docs/architecture.md promises: everything by POST but an
 * import, a migration (which goes on where it stopped) and a callback state (which does nothing by itself), and a consent.
 */
const ONCE = [
	/^POST \/vault\/connections\/[^/]+\/[^/]+(\/(token|validate|confirm))? /,
	/^POST \/vault\/consumers /,
	/^POST \/vault\/sessions /,
	/^POST \/vault\/custom-mappings\/[^/]+\/[^/]+\/[^/]+ /,
	/^PATCH \/vault\/connections\/[^/]+\/[^/]+\/consent /,
];

/** An audit asks again for a session whose answer was lost: one too many opens nothing more, and without a link nobody is asked. */
const isOnce = ({ run }: Context, signature: string) =>
	!(run.plan.test.resource === 'audit' && signature.startsWith('POST /vault/sessions ')) && ONCE.some((pattern) => pattern.test(signature));

/** The requests of the run by what they ask for. */
export function calls({ run }: Context): Map<string, LedgerEntry[]> {
	const found = new Map<string, LedgerEntry[]>();
	for (const entry of run.ledger) found.set(entry.signature, [...(found.get(entry.signature) ?? []), entry]);
	return found;
}

/** Nothing is sent that an undisturbed run would not send. */
export const onlyWhatWasMeant: Check = (context) =>
	[...calls(context).keys()]
		.filter((signature) => planned(context, signature) === 0)
		.map((signature) => `a request that nobody meant: ${signature.slice(0, 200)}`);

/** What is not to be repeated is carried out at most once, and sent again only after an answer that says it was not carried out. */
export const atMostOnce: Check = (context) =>
	[...calls(context)].flatMap(([signature, entries]) => {
		if (!isOnce(context, signature)) return [];
		const times = planned(context, signature);
		const applied = entries.filter((entry) => entry.applied).length;
		const found = applied > times ? [`carried out ${applied} times: ${signature.slice(0, 200)}`] : [];
		// Of two calls alike it cannot be told which one was sent again.
		if (times > 1) return found;
		const again = entries.slice(0, -1).filter(({ said }) => said !== 'refused');
		return again.length === 0 ? found : [...found, `sent again after "${again[0]!.fault}": ${signature.slice(0, 200)}`];
	});

/** No call is sent more often than the retries allow. */
export const retriesKept: Check = (context) => {
	const { maxRetries } = context.run.plan.options;
	return [...calls(context)].flatMap(([signature, entries]) => {
		// n8n itself sends a request again when the head of a 401 comes and its body does not: its way to renew expired credentials.
		const renewals = entries.filter(({ upstreamStatus, fault }) => upstreamStatus === 401 && fault !== 'none').length;
		// An audit that could not learn from one consumer what all have in common asks the next.
		const times = planned(context, signature) * (context.run.plan.test.bestEffort ? 2 : 1);
		const most = times * (maxRetries + 1) + renewals;
		return entries.length > most ? [`sent ${entries.length} times, ${most} allowed: ${signature.slice(0, 200)}`] : [];
	});
};
