/** What waits for a signal, in one listener per signal. */
const waiting = new WeakMap<AbortSignal, { stops: Set<() => void>; fire: () => void }>();

/**
 * Calls `stop` when the signal fires. Everything that waits for one signal shares a listener: requests side by side wait for n8n's one
 * cancel signal, and Node reports a leak from the eleventh listener on.
 * @returns ends the waiting
 */
export function onAbort(signal: AbortSignal, stop: () => void): () => void {
	let shared = waiting.get(signal);
	if (!shared) {
		const stops = new Set<() => void>();
		const fire = () => {
			waiting.delete(signal);
			for (const one of stops) one();
		};
		shared = { stops, fire };
		waiting.set(signal, shared);
		signal.addEventListener('abort', fire, { once: true });
	}
	const { stops, fire } = shared;
	stops.add(stop);
	return () => {
		stops.delete(stop);
		if (stops.size > 0 || waiting.get(signal)?.stops !== stops) return;
		waiting.delete(signal);
		signal.removeEventListener('abort', fire);
	};
}
