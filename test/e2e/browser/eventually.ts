import { sleep, UserError } from 'n8n-workflow';

const POLL_INTERVAL_MS = 100;

/**
 * Polls `check` until it returns something other than undefined, null or false, and resolves with that. A check that throws is repeated.
 * Rejects after `timeoutMs` with `what` and the last error.
 */
export async function eventually<T>(
	what: string,
	check: () => Promise<T | undefined | null | false> | T | undefined | null | false,
	timeoutMs = 30_000,
): Promise<T> {
	const deadline = Date.now() + timeoutMs;
	let reason = '';
	do {
		try {
			const result = await check();
			if (result !== undefined && result !== null && result !== false) return result;
			reason = '';
		} catch (error) {
			reason = `: ${(error as Error).message.split('\n')[0]}`;
		}
		await sleep(POLL_INTERVAL_MS);
	} while (Date.now() < deadline);
	throw new UserError(`${what}: timed out after ${timeoutMs / 1000} s${reason}`);
}

/** Fails the step with `what` unless the condition is true. */
export function assert(condition: unknown, what: string): asserts condition {
	if (!condition) throw new UserError(what);
}

/** Fails the step when the two differ as JSON; the message shows both. */
export function assertEqual(actual: unknown, expected: unknown, what: string): void {
	const [actualText, expectedText] = [JSON.stringify(actual), JSON.stringify(expected)];
	if (actualText !== expectedText) throw new UserError(`${what}: expected ${expectedText}, got ${actualText}`);
}

/** Fails the step unless every one of the texts occurs in `text`. */
export function assertContains(text: string, parts: string[], what: string): void {
	const missing = parts.filter((part) => !text.includes(part));
	if (missing.length > 0) throw new UserError(`${what}: ${missing.map((part) => `"${part}"`).join(', ')} not found in "${text}"`);
}

/** Waits until the text contains all parts, because the page may still be rendering. */
export async function eventuallyContains(read: () => Promise<string>, parts: string[], what: string): Promise<void> {
	await eventually(what, async () => {
		assertContains(await read(), parts, what);
		return true;
	});
}
