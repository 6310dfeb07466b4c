import type { IDataObject } from 'n8n-workflow';

import { wayTo } from '../holdsText';
import type { Exchange } from './mutatingProxy';
import type { Ended, Target } from './targets';

/** A call of the node with everything that can be seen of it. */
export interface Observed {
	target: Target;
	ended: Ended | undefined;
	/** What the same call gives when nothing is changed. */
	undisturbed: Ended;
	exchanges: readonly Exchange[];
	apiKey: string;
	/** The longest time in which the event loop did nothing else, in milliseconds. */
	block: number;
}

type Rule = (observed: Observed) => string[];

/** Words of the machine and not of a person. */
const MACHINE = /TypeError|RangeError|SyntaxError|URIError|ReferenceError|call stack|is not a function|[Cc]annot read prop|[Cc]annot convert|is not iterable|undefined \(|circular|\[object |\n\s*at /;

/** Five times what is promised of a machine that does nothing else: this process is also the server. */
const LONGEST_BLOCK = 5 * 250;

const text = (value: unknown) => JSON.stringify(value)?.slice(0, 200);

const ends: Rule = ({ ended }) => (ended ? [] : ['it did not end']);

const oneOutcomeEach: Rule = ({ ended }) => {
	if (!ended?.items) return [];
	const found = ended.failure ? [`the run failed as a whole: ${ended.failure.message}`] : [];
	if (ended.stray) found.push(`${ended.stray} output items are paired with no input item`);
	ended.items.forEach(({ records, errors }, index) => {
		if (errors.length > 1) found.push(`item ${index} ended as ${errors.length} errors`);
		if (errors.length > 0 && records.length > 0) found.push(`item ${index} ended as success and as error`);
	});
	return found;
};

/** An error message is a short sentence in plain words. */
const plainErrors: Rule = ({ ended }) => {
	const errors: Array<{ message?: unknown; description?: unknown }> = [...(ended?.items ?? []).flatMap(({ errors: own }) => own as IDataObject[]), ...(ended?.failure ? [ended.failure] : [])];
	return errors.flatMap(({ message, description }) => {
		// What the server said is quoted as it is.
		const words = `${String(message)} ${String(description).replace(/ says: .*?(?= See https:|$)/s, '')}`;
		if (MACHINE.test(words)) return [`an error in the machine's words: ${words.slice(0, 300)}`];
		return words.length > 4_000 ? [`an error of ${words.length} characters`] : [];
	});
};

const IDS = ['consumer_id', 'unified_api', 'service_id', 'resource', 'target_field_id'];

/** Records of an operation on one thing carry the IDs that were asked for, whatever the response says. */
const idsAskedFor: Rule = ({ target, ended, undisturbed }) => {
	const { test } = target;
	if (!test || !ended?.items || /^(consumer\.getAll|log\.)/.test(test.name)) return [];
	return ended.items.flatMap(({ records }, index) => {
		const before = undisturbed.items?.[index]?.records ?? [];
		return IDS.flatMap((id) => {
			const due = new Set(before.map((record) => record[id]));
			// Lists of several things, and what has no such ID.
			if (due.size !== 1 || due.has(undefined) || due.has(null)) return [];
			const wrong = records.find((record) => id in record && record[id] !== null && !due.has(record[id]));
			return wrong ? [`item ${index} is about ${id} ${text(wrong[id])} and not ${text([...due][0])}`] : [];
		});
	});
};

/** What is said to be deleted was, and the response said so. */
const deletedIsTrue: Rule = ({ target, ended, exchanges }) => {
	if (!target.test?.deletes || !ended?.items) return [];
	return ended.items.flatMap(({ records }, index) => {
		if (!records.some((record) => record['deleted'] === true)) return [];
		const who = String(ended.inputs?.[index]?.['who']);
		const own = exchanges.filter(({ method, url, body }) => method === 'DELETE' && (url.includes(who) || body.includes(who)));
		const denied = exchanges.filter(({ method }) => method === 'DELETE').length === own.length && own.some(({ body }) => saysOtherwise(body));
		return denied ? [`item ${index} is called deleted, the response was ${own.map(({ body }) => body.slice(0, 150)).join()}`] : [];
	});
};

function saysOtherwise(body: string): boolean {
	if (body === '') return false;
	const document = JSON.parse(body) as unknown;
	if (typeof document !== 'object' || document === null || Array.isArray(document)) return true;
	const status = (document as IDataObject)['status_code'];
	return Number(status) >= 400;
}

/** Every connection that is called healthy was listed as usable, in one of the responses, under this very name. */
const healthyIsTrue: Rule = ({ target, ended, exchanges }) => {
	if (target.test?.operation !== 'getFindings') return [];
	const listed = exchanges.map(({ body }) => body).join('\n');
	return (ended?.items ?? []).flatMap(({ records }) =>
		records.flatMap((record) => {
			if (record['severity'] !== 'ok') return [];
			const named = [record['service_id'], record['consumer_id']].every((id) => typeof id === 'string' && listed.includes(JSON.stringify(id)));
			return named && /"state":"(callable|authorized)"/.test(listed) ? [] : [`called healthy, and no response says so: ${text(record)}`];
		}),
	);
};

/** The editor gets entries with a name and a value, both short texts. */
const usableEntries: Rule = ({ target, ended }) => {
	if (target.test || !ended || ended.failure || ended.entries === undefined) return [];
	if (!Array.isArray(ended.entries)) return [`no list but ${text(ended.entries)}`];
	const bad = ended.entries.find((entry: IDataObject) => {
		const [name, value] = [entry['name'] ?? entry['displayName'], entry['value'] ?? entry['id']];
		return typeof name !== 'string' || name === '' || typeof value !== 'string' || name.length > 1_000;
	}) as unknown;
	return bad === undefined ? [] : [`an entry that the editor cannot show: ${text(bad)}`];
};

const noSecret: Rule = ({ ended, apiKey }) => {
	const way = wayTo({ ...ended }, apiKey);
	return way === undefined ? [] : [`the API key is in the result: ${way}`];
};

const ownKeyOnly: Rule = ({ exchanges, apiKey }) => exchanges.filter(({ apiKey: sent }) => sent !== `Bearer ${apiKey}`).map(({ method, url }) => `${method} ${url} carried another key`);

const noBlock: Rule = ({ block }) => (block > LONGEST_BLOCK ? [`the event loop was blocked for ${Math.round(block)} ms`] : []);

const prototypesAreClean: Rule = () => [
	...Object.keys(Object.prototype).map((key) => `Object.prototype has ${key}`),
	...Object.keys(Array.prototype).map((key) => `Array.prototype has ${key}`),
];

const RULES: readonly Rule[] = [ends, oneOutcomeEach, plainErrors, idsAskedFor, deletedIsTrue, healthyIsTrue, usableEntries, noSecret, ownKeyOnly, noBlock, prototypesAreClean];

/** Everything that a call has broken, in words. */
export function brokenRules(observed: Observed): string[] {
	return RULES.flatMap((rule) => rule(observed));
}
