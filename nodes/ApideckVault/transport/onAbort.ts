/** The callbacks of each signal, and the one listener that calls them. */
const waiting = new WeakMap<AbortSignal, { stops: Set<() => void>; fire: () => void }>();

/**
 * Calls `stop` when the signal fires. All callbacks of a signal share one listener: concurrent requests wait for the same cancel signal
 * of n8n, and Node warns of a memory leak from the eleventh listener on.
 * @param signal that has not fired yet
 * @returns a function that removes the callback
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
