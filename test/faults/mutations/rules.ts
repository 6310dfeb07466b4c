import type { IDataObject } from 'n8n-workflow';

import { findPath } from '../findPath';
import type { Exchange } from './mutatingProxy';
import type { Ended, Target } from './targets';

/** A call of the node and everything observed about it. */
export interface Observed {
	target: Target;
	ended: Ended | undefined;
	/** The outcome of the same call with unchanged responses. */
	references: Ended;
	exchanges: readonly Exchange[];
	apiKey: string;
	/** The longest time for which the event loop was blocked, in milliseconds. */
	block: number;
}

type Rule = (observed: Observed) => string[];

/** Technical terms that must not reach users. */
const TECHNICAL_TERMS = /TypeError|RangeError|SyntaxError|URIError|ReferenceError|call stack|is not a function|[Cc]annot read prop|[Cc]annot convert|is not iterable|undefined \(|circular|\[object |\n\s*at /;

/** Five times the documented limit, because this process is also the server. */
const MAX_BLOCK_MS = 5 * 250;

const text = (value: unknown) => JSON.stringify(value)?.slice(0, 200);

const ends: Rule = ({ ended }) => (ended ? [] : ['the run did not end']);

const oneOutcomeEach: Rule = ({ ended }) => {
	if (!ended?.items) return [];
	const found = ended.failure ? [`the run failed as a whole: ${ended.failure.message}`] : [];
	if (ended.unpaired) found.push(`${ended.unpaired} output items are paired with no input item`);
	ended.items.forEach(({ records, errors }, index) => {
		if (errors.length > 1) found.push(`item ${index} ended with ${errors.length} errors`);
		if (errors.length > 0 && records.length > 0) found.push(`item ${index} ended with both a success and an error`);
	});
	return found;
};

/** An error message is a short sentence in plain words. */
const errorsArePlain: Rule = ({ ended }) => {
	const errors: Array<{ message?: unknown; description?: unknown }> = [...(ended?.items ?? []).flatMap(({ errors: own }) => own as IDataObject[]), ...(ended?.failure ? [ended.failure] : [])];
	return errors.flatMap(({ message, description }) => {
		// Quotes from the server are not checked.
		const words = `${String(message)} ${String(description).replace(/ says: .*?(?= See https:|$)/s, '')}`;
		if (TECHNICAL_TERMS.test(words)) return [`an error with technical terms: ${words.slice(0, 300)}`];
		return words.length > 4_000 ? [`an error of ${words.length} characters`] : [];
	});
};

const IDS = ['consumer_id', 'connection', 'unified_api', 'service_id', 'resource', 'target_field_id'];

/** Records of an operation on one resource carry the requested IDs, whatever the response contains. */
const idsMatchRequest: Rule = ({ target, ended, references: reference }) => {
	const { test } = target;
	if (!test || !ended?.items || /^(consumer\.getAll|log\.)/.test(test.name)) return [];
	return ended.items.flatMap(({ records }, index) => {
		const before = reference.items?.[index]?.records ?? [];
		return IDS.flatMap((id) => {
			const expectedIds = new Set(before.map((record) => record[id]));
			// Lists, and resources without such an ID, are skipped.
			if (expectedIds.size !== 1 || expectedIds.has(undefined) || expectedIds.has(null)) return [];
			const wrong = records.find((record) => id in record && record[id] !== null && !expectedIds.has(record[id]));
			return wrong ? [`item ${index} is about ${id} ${text(wrong[id])} and not ${text([...expectedIds][0])}`] : [];
		});
	});
};

/** A record is reported as deleted only when the response says so. */
const deletedIsTrue: Rule = ({ target, ended, exchanges }) => {
	if (!target.test?.deletes || !ended?.items) return [];
	return ended.items.flatMap(({ records }, index) => {
		if (!records.some((record) => record['deleted'] === true)) return [];
		const who = String(ended.inputs?.[index]?.['who']);
		const own = exchanges.filter(({ method, url, body }) => method === 'DELETE' && (url.includes(who) || body.includes(who)));
		const denied = exchanges.filter(({ method }) => method === 'DELETE').length === own.length && own.some(({ body }) => saysOtherwise(body));
		return denied ? [`item ${index} was reported as deleted, but the response was ${own.map(({ body }) => body.slice(0, 150)).join()}`] : [];
	});
};

function saysOtherwise(body: string): boolean {
	if (body === '') return false;
	const document = JSON.parse(body) as unknown;
	if (typeof document !== 'object' || document === null || Array.isArray(document)) return true;
	const status = (document as IDataObject)['status_code'];
	return Number(status) >= 400;
}

/** Every connection that is reported as healthy was usable in one of the responses, under the same name. */
const healthyIsTrue: Rule = ({ target, ended, exchanges }) => {
	if (target.test?.operation !== 'getFindings') return [];
	const listed = exchanges.map(({ body }) => body).join('\n');
	return (ended?.items ?? []).flatMap(({ records }) =>
		records.flatMap((record) => {
			if (record['severity'] !== 'ok') return [];
			const named = [record['service_id'], record['consumer_id']].every((id) => typeof id === 'string' && listed.includes(JSON.stringify(id)));
			return named && /"state":"(callable|authorized)"/.test(listed) ? [] : [`reported as healthy, but no response says so: ${text(record)}`];
		}),
	);
};

/** The editor receives entries whose name and value are short strings. */
const usableEntries: Rule = ({ target, ended }) => {
	if (target.test || !ended || ended.failure || ended.entries === undefined) return [];
	if (!Array.isArray(ended.entries)) return [`not a list: ${text(ended.entries)}`];
	const bad = ended.entries.find((entry: IDataObject) => {
		const [name, value] = [entry['name'] ?? entry['displayName'], entry['value'] ?? entry['id']];
		return typeof name !== 'string' || name === '' || typeof value !== 'string' || name.length > 1_000;
	}) as unknown;
	return bad === undefined ? [] : [`an entry that the editor cannot show: ${text(bad)}`];
};

const hasNoSecret: Rule = ({ ended, apiKey }) => {
	const path = findPath({ ...ended }, apiKey);
	return path === undefined ? [] : [`the API key is in the result: ${path}`];
};

const usesOwnKeyOnly: Rule = ({ exchanges, apiKey }) => exchanges.filter(({ apiKey: sent }) => sent !== `Bearer ${apiKey}`).map(({ method, url }) => `${method} ${url} carried another key`);

const noBlock: Rule = ({ block }) => (block > MAX_BLOCK_MS ? [`the event loop was blocked for ${Math.round(block)} ms`] : []);

const prototypesAreClean: Rule = () => [
	...Object.keys(Object.prototype).map((key) => `Object.prototype has ${key}`),
	...Object.keys(Array.prototype).map((key) => `Array.prototype has ${key}`),
];

const RULES: readonly Rule[] = [ends, oneOutcomeEach, errorsArePlain, idsMatchRequest, deletedIsTrue, healthyIsTrue, usableEntries, hasNoSecret, usesOwnKeyOnly, noBlock, prototypesAreClean];

/** Returns a description of each rule that a call violated. */
export function brokenRules(observed: Observed): string[] {
	return RULES.flatMap((rule) => rule(observed));
}
