import type { ProxiedRequest } from '../proxy/requestLog';
import { planned, type Check, type CheckContext } from './context';

/**
 * Requests that must not be repeated when they may have been applied, as docs/architecture.md promises: every POST except an import, a
 * migration (which resumes) and a callback state (which has no effect), and a consent.
 */
const NOT_REPEATABLE = [
	/^POST \/vault\/connections\/[^/]+\/[^/]+(\/(token|validate|confirm))? /,
	/^POST \/vault\/consumers /,
	/^POST \/vault\/sessions /,
	/^POST \/vault\/custom-mappings\/[^/]+\/[^/]+\/[^/]+ /,
	/^PATCH \/vault\/connections\/[^/]+\/[^/]+\/consent /,
];

/** An audit may repeat a session request after a lost response. An extra session grants nothing new, but without a link the consumer is never asked. */
const isNotRepeatable = ({ run }: CheckContext, signature: string) =>
	!(run.plan.test.resource === 'audit' && signature.startsWith('POST /vault/sessions ')) && NOT_REPEATABLE.some((pattern) => pattern.test(signature));

/** Groups the requests of the run by signature. */
export function calls({ run }: CheckContext): Map<string, ProxiedRequest[]> {
	const found = new Map<string, ProxiedRequest[]>();
	for (const entry of run.requestLog) found.set(entry.signature, [...(found.get(entry.signature) ?? []), entry]);
	return found;
}

/** The run sends no request that a run without faults would not send. */
export const onlyExpectedRequests: Check = (context) =>
	[...calls(context).keys()]
		.filter((signature) => planned(context, signature) === 0)
		.map((signature) => `unexpected request: ${signature.slice(0, 200)}`);

/** A non-repeatable request is applied at most once, and repeated only after a response that says it was not applied. */
export const atMostOnce: Check = (context) =>
	[...calls(context)].flatMap(([signature, entries]) => {
		if (!isNotRepeatable(context, signature)) return [];
		const times = planned(context, signature);
		const applied = entries.filter((entry) => entry.applied).length;
		const found = applied > times ? [`applied ${applied} times: ${signature.slice(0, 200)}`] : [];
		// With two identical calls, it is unknown which one was repeated.
		if (times > 1) return found;
		const repeats = entries.slice(0, -1).filter(({ reportedOutcome }) => reportedOutcome !== 'rejected');
		return repeats.length === 0 ? found : [...found, `sent again after "${repeats[0]!.fault}": ${signature.slice(0, 200)}`];
	});

/** No call exceeds its number of retries. */
export const retriesKept: Check = (context) => {
	const { maxRetries } = context.run.plan.options;
	return [...calls(context)].flatMap(([signature, entries]) => {
		// n8n repeats a request when it receives the head of a 401 without the body, in order to renew expired credentials.
		const renewals = entries.filter(({ upstreamStatus, fault }) => upstreamStatus === 401 && fault !== 'none').length;
		// If an audit cannot read the shared data from one consumer, it asks the next one.
		const times = planned(context, signature) * (context.run.plan.test.bestEffort ? 2 : 1);
		const most = times * (maxRetries + 1) + renewals;
		return entries.length > most ? [`sent ${entries.length} times, ${most} allowed: ${signature.slice(0, 200)}`] : [];
	});
};
