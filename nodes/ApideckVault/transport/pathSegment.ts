import { pathIdProblem, unencodable } from '../vault/pathId';

/** The segment before a consumer's ID, which is the customer's own text and not one of Apideck's names. */
const CONSUMERS = 'consumers';

/**
 * Segments as one URL path: none of them can add, remove or climb a segment. This is the last line of defense, behind the checks that
 * name the parameter.
 * @throws Error for a segment that cannot be sent
 */
export function encodePath(segments: readonly string[]): string {
	return segments
		.map((segment, index) => {
			const problem = segments[index - 1] === CONSUMERS ? unencodable(segment) : pathIdProblem(segment);
			if (problem !== undefined) throw new Error(`An ID in the path ${problem}`);
			return encodeURIComponent(segment);
		})
		.join('/');
}

/** Whether a consumer ID from a response can be asked for at all: one that cannot must not end what asks for many. */
export function fitsConsumerPath(value: unknown): value is string {
	return typeof value === 'string' && unencodable(value) === undefined;
}

/** Whether one of Apideck's own IDs from a response can be part of a path. */
export function fitsPath(value: unknown): value is string {
	return typeof value === 'string' && pathIdProblem(value) === undefined;
}
