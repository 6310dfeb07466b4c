import { short } from '../api/text';
import type { ErrorInfo, Reason, Refusal } from './errorCatalog';
import type { Problem } from './errorDetail';
import { findNamed, nameOfSubject, type Origins, type Subject } from './subject';

/** What is known about a refused request. Texts of the response are masked already. */
interface Refused {
	refusal: Refusal;
	/** What the request names, with masked IDs. */
	subjects: readonly Subject[];
	/** The same with the IDs as sent, to compare with the response. */
	sent: readonly Subject[];
	/** The response's first explanation. */
	problem: Problem | undefined;
	origins: Origins | undefined;
}

/** Maximum number of characters of a title, and of a text of the response in it. */
const MAX_TITLE = 120;
const MAX_QUOTED = 60;
/** A shorter quotation would not help. */
const MIN_QUOTED = 12;

/** Reasons whose title quotes the response. For all others, the title already says what is wrong. */
const QUOTED = new Set<Reason>(['invalid_request', 'conflict', 'invalid_state', 'service_refused', 'not_found']);

/**
 * The title and the advice of a refusal. The title alone says what is wrong: it names the record or the field, and its value or what
 * Apideck expects. The advice begins with where that value comes from.
 */
export function explainWithNames(refused: Refused): ErrorInfo {
	const { refusal, problem } = refused;
	if (refusal.reason === 'not_found') return explainNotFound(refused);
	const isInvalid = refusal.reason === 'invalid_request' || refusal.reason === 'invalid_state';
	const field = isInvalid && problem ? readField(problem) : undefined;
	return field ? explainField(refused, field) : { ...refusal, message: withQuote(nameInTitle(refused), refused) };
}

function explainNotFound(refused: Refused): ErrorInfo {
	const { refusal, subjects, origins } = refused;
	const missing = findMissing(refused);
	if (missing.length === 0) return { ...refusal, message: withQuote(refusal.message, refused) };
	const [first] = missing;
	const only = missing.length === 1 ? first : undefined;
	const consumer = only?.kind === 'connection' ? subjects.find(({ kind }) => kind === 'consumer') : undefined;
	const about = consumer ? [...missing, consumer] : missing;
	const title = only && only.kind === refusal.about ? refusal.title?.(nameOfSubject(only)) : undefined;
	const message = title ?? `${missing.map(nameOfSubject).join(' or ')}${consumer ? ` of ${nameOfSubject(consumer)}` : ''} not found`;
	return { ...refusal, message: short(capitalize(message), MAX_TITLE), resolution: [...describeOrigins(about, origins), refusal.resolution].join(' ') };
}

/** The records that may be missing: the one that the response names, else the one that its type is about, else any. */
function findMissing({ refusal, subjects, sent, problem }: Refused): readonly Subject[] {
	const maskedOf = (subject: Subject | undefined) => (subject === undefined ? undefined : subjects[sent.indexOf(subject)]);
	if (problem?.missing) {
		const named = maskedOf(findNamed(sent, problem.missing));
		return named ? [named] : [];
	}
	const about = subjects.find(({ kind }) => kind === refusal.about);
	if (about) return [about];
	const quoted = sent.filter(({ id }) => problem !== undefined && hasWord(problem.text, id));
	const only = quoted.length === 1 ? maskedOf(quoted[0]) : undefined;
	return only ? [only] : subjects;
}

/** Characters of an ID. A full stop or a colon can also end a sentence or a clause. */
const IN_ID = /[\p{L}\p{N}_@+-]/u;

/** Whether a text contains an ID that is not just a part of another one. */
function hasWord(text: string, id: string): boolean {
	for (let at = text.indexOf(id); at >= 0 && at < text.length; at = text.indexOf(id, at + 1)) {
		if (!IN_ID.test(text.charAt(at - 1)) && !IN_ID.test(text.charAt(at + id.length))) return true;
	}
	return false;
}

/** One sentence per record whose value comes from a parameter or from the credential. */
function describeOrigins(subjects: readonly Subject[], origins: Origins | undefined): string[] {
	return subjects.flatMap((subject) => {
		const origin = origins?.subject(subject.kind);
		if (origin === undefined) return [];
		return [`${subjects.length === 1 ? 'It' : capitalize(nameOfSubject(subject))} ${origin}.`];
	});
}

/** A field of the request that the response says something about. */
interface Field {
	path: string[];
	name: string;
	says: string;
}

/** The path of a field, as ajv and Apideck write it: `/settings/page_size`, `body.settings.page_size`, `filter[status_codes]`. */
const PATH = /^["'`]?([\w$./[\]-]{1,200})["'`]?\s/;
/** The first segment if it only says which part of the request the field is in. */
const PART = /^(body|data|query|querystring|params|headers?|request)$/i;
/** Maximum number of characters of a field's name. */
const MAX_NAME = 40;
/** What a validator says about a field, in plain words: no address, no colon, no second sentence. */
const PLAIN = /^(must|should|has to|needs to|is|are|has|have|can|cannot|can't|does|doesn't|was)\b[\p{L}\d ,'’()<>=_-]{1,80}$/u;

/** Reads the field from the place of a problem, or from the beginning of its text. */
function readField({ place, text }: Problem): Field | undefined {
	const start = place === undefined ? PATH.exec(text.slice(0, 400)) : undefined;
	const written = place ?? start?.[1] ?? '';
	const all = written.split(/[^\w$-]+/).filter((segment) => segment !== '' && !/^\d+$/.test(segment));
	const path = PART.test(all[0] ?? '') ? all.slice(1) : all;
	const name = path.at(-1);
	const says = (start ? text.slice(start[0].length) : text).trim().replace(/\.$/, '');
	// The first word of a sentence is not a field.
	const isField = place !== undefined || path.length < all.length || (PLAIN.test(says) && /["'`_[./]/.test(start?.[0] ?? ''));
	return name === undefined || name.length > MAX_NAME || !isField ? undefined : { path, name, says };
}

function explainField({ refusal, origins, problem }: Refused, { path, name, says }: Field): ErrorInfo {
	const more = problem !== undefined && problem.others > 0 ? ` (and ${problem.others} more)` : '';
	const isPlain = PLAIN.test(says);
	const message = isPlain ? `'${name}' ${says}` : `'${name}' was not accepted${quote(says, MAX_QUOTED)}`;
	const origin = origins?.field?.(path);
	// A proxy or gateway may have rejected a value that Apideck accepts.
	const remedy = origin === undefined || refusal.refusedBy === 'not_apideck' ? refusal.resolution : 'Correct it there.';
	const advice = origin === undefined ? remedy : `'${name}' ${origin}. ${remedy}`;
	return { ...refusal, message: `${short(message, MAX_TITLE - more.length)}${more}`, resolution: advice };
}

/** The message of a refusal, with the connection or the record that it is about. */
function nameInTitle({ refusal, subjects }: Refused): string {
	const subject = subjects.find(({ kind }) => kind === refusal.about) ?? subjects.at(-1);
	return refusal.title && subject ? refusal.title(nameOfSubject(subject)) : refusal.message;
}

function withQuote(message: string, { refusal, problem }: Refused): string {
	if (problem === undefined || !QUOTED.has(refusal.reason)) return short(message, MAX_TITLE);
	return `${short(message, MAX_TITLE)}${quote(problem.text, MAX_TITLE - message.length - 4)}`;
}

/** A short quotation of the response; empty if there is no room for it. */
function quote(text: string, room: number): string {
	const limit = Math.min(MAX_QUOTED, room);
	const quoted = short(text.trim().replace(/\.$/, ''), limit).replaceAll('"', "'");
	return limit < MIN_QUOTED || quoted === '' ? '' : `: "${quoted}"`;
}

function capitalize(text: string): string {
	return text.charAt(0).toUpperCase() + text.slice(1);
}
