import type { RunStatistics } from '../transport/call';

/** One sentence on retries for the output pane; undefined when there were none. */
export function runHint({ retries, rateLimited, waitedMs }: RunStatistics): string | undefined {
	if (retries === 0) return undefined;
	const times = retries === 1 ? '1 request was sent again' : `${retries} requests were sent again`;
	const limited =
		rateLimited === 0 ? '' : `, ${rateLimited} of them because Apideck asked to slow down (status 429)`;
	const waited = Math.max(0.1, waitedMs / 1000).toFixed(1);
	const advice = rateLimited === 0 ? '' : " A lower 'Concurrency' under Options avoids that.";
	return `${times}${limited}; the waits add up to ${waited} s.${advice}`;
}
