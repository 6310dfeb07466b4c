import { withoutLookalikes } from './lookalikes';

/** Longest ID that is sent. */
const MAX_ID = 512;

/** Besides what separates the parts of a URL: what ends a segment's name, and what stands for several names at some servers. */
const SPECIAL = /[/\\?#%;*|]/;
const SPECIAL_OR_DOT = /[./\\?#%;*|]/;

/** What no encoding makes safe in a path; undefined when there is nothing. */
export function unencodable(id: string): string | undefined {
	if (id === '') return 'is empty';
	if (/\p{Cc}/u.test(id)) return 'contains a line break or another control character';
	if (id === '.' || id === '..') return `cannot be "${id}"`;
	return /\p{Cs}/u.test(id) ? 'contains a broken Unicode character' : undefined;
}

/**
 * What is wrong with a consumer's ID as a user gives it; undefined when nothing is. It is a customer's own text: any other character
 * is allowed, and encoded.
 */
export function consumerIdProblem(id: string): string | undefined {
	const problem = unencodable(id);
	if (problem !== undefined) return problem;
	if (id.trim() !== id) return 'starts or ends with a space';
	if (/^\p{Cf}+$/u.test(id)) return 'holds nothing but invisible characters';
	return id.length > MAX_ID ? `is longer than ${MAX_ID} characters` : undefined;
}

/**
 * The same for an ID that Apideck gives: of a unified API, a service, a resource, a target field. None of them holds a character that
 * means something in a path. One that does is a trick or a mistake, and a server behind a proxy may decode it twice.
 */
export function pathIdProblem(id: string): string | undefined {
	const problem = consumerIdProblem(id);
	if (problem !== undefined) return problem;
	if (/\p{Cf}/u.test(id)) return 'contains an invisible character';
	const character = SPECIAL.exec(id)?.[0];
	if (character !== undefined) return `cannot contain "${character}"`;
	if (id.startsWith('.')) return 'cannot start with a dot';
	const lookalike = Array.from(id).find((one) => one > '\u007f' && SPECIAL_OR_DOT.test(withoutLookalikes(one)));
	return lookalike === undefined ? undefined : `cannot contain "${lookalike}", which some servers read as another character`;
}
