import { sleep, UserError } from 'n8n-workflow';

const EVERY_MS = 100;

/**
 * Waits until `check` gives something other than undefined, null or false, and resolves with it. A check that throws counts as not
 * yet. Rejects after `withinMs` with what was waited for and why the last check was not content.
 */
export async function eventually<T>(
	what: string,
	check: () => Promise<T | undefined | null | false> | T | undefined | null | false,
	withinMs = 30_000,
): Promise<T> {
	const deadline = Date.now() + withinMs;
	let reason = '';
	do {
		try {
			const result = await check();
			if (result !== undefined && result !== null && result !== false) return result;
			reason = '';
		} catch (error) {
			reason = `: ${(error as Error).message.split('\n')[0]}`;
		}
		await sleep(EVERY_MS);
	} while (Date.now() < deadline);
	throw new UserError(`${what}: not within ${withinMs / 1000} s${reason}`);
}

/** Fails the step with `what` unless the condition holds. */
export function assert(condition: unknown, what: string): asserts condition {
	if (!condition) throw new UserError(what);
}

/** Fails the step when the two differ as JSON; the message shows both. */
export function assertEqual(actual: unknown, expected: unknown, what: string): void {
	const [is, should] = [JSON.stringify(actual), JSON.stringify(expected)];
	if (is !== should) throw new UserError(`${what}: expected ${should}, got ${is}`);
}

/** Fails the step unless every one of the texts occurs in `text`. */
export function assertContains(text: string, parts: string[], what: string): void {
	const missing = parts.filter((part) => !text.includes(part));
	if (missing.length > 0) throw new UserError(`${what}: ${missing.map((part) => `"${part}"`).join(', ')} not found in "${text}"`);
}

/** The same for what is still being drawn: waits until all of them are there. */
export async function eventuallyContains(read: () => Promise<string>, parts: string[], what: string): Promise<void> {
	await eventually(what, async () => {
		assertContains(await read(), parts, what);
		return true;
	});
}
