import { short } from '../api/text';
import { nonEmptyText } from './errorMessages';
import { isObject } from './response';

/** The records that a call can name, each with the word for it in errors. */
const NOUNS = {
	consumer: 'consumer',
	connection: 'connection',
	connector: 'connector',
	resource: 'resource',
	mapping: 'custom mapping',
	webhook: 'webhook',
} as const;

export type SubjectKind = keyof typeof NOUNS;

/** A record that a call names. */
export interface Subject {
	kind: SubjectKind;
	id: string;
	/** Other IDs by which a response may name it. */
	aliases: string[];
}

/** Where the values of a call come from, for its errors. Read only when there is an error. */
export interface Origins {
	/** Such as `comes from 'Consumer'`; undefined if no parameter names the record. */
	subject(kind: SubjectKind): string | undefined;
	/** @param path of a field of the body or query, such as `['settings', 'page_size']` */
	field?(path: readonly string[]): string | undefined;
}

/** The records that a call names, from the outermost to the innermost. */
export function subjectsOf({ path, consumerId, body }: { path: string[]; consumerId?: string; body?: object }): Subject[] {
	const [, collection, first, second, third] = path;
	const named: Array<[SubjectKind, string | undefined, ...string[]]> = [['consumer', consumerId]];
	if (collection === 'consumers') named.push(['consumer', first ?? (isObject(body) ? nonEmptyText(body['consumer_id']) : undefined)]);
	if (collection === 'connectors') named.push(['connector', first]);
	if (collection === 'webhooks') named.push(['webhook', first]);
	if (collection === 'connections' || collection === 'custom-mappings') {
		if (first !== undefined && second !== undefined) named.push(['connection', `${first}+${second}`, second]);
		// The fifth segment of a shorter path is an action, such as `validate`.
		if (collection === 'connections' && path.length > 5) named.push(['resource', third]);
		if (collection === 'custom-mappings') named.push(['mapping', third]);
	}
	return named.flatMap(([kind, id, ...aliases]) => (id === undefined ? [] : [{ kind, id, aliases }]));
}

/** Maximum number of characters of an ID in a title. */
const MAX_ID = 40;

/** Such as `consumer 'acme'`. */
export function nameOfSubject({ kind, id }: Subject): string {
	return `${NOUNS[kind]} '${short(id, MAX_ID)}'`;
}

/** The record that a response reports as missing; undefined if it does not name one of them. */
export function findNamed(subjects: readonly Subject[], { entity, id }: { entity: string; id: string }): Subject | undefined {
	const candidates = subjects.filter((subject) => subject.id === id || subject.aliases.includes(id));
	const word = entity.slice(0, MAX_ID).toLowerCase();
	const byNoun = (list: readonly Subject[]) => list.find(({ kind }) => NOUNS[kind] === word);
	return candidates.length > 1 ? (byNoun(candidates) ?? candidates.at(-1)) : (candidates[0] ?? byNoun(subjects));
}
