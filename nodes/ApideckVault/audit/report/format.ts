import type { Actor } from '../rules/verdict';
import { truncate, replaceInvisible } from '../text';

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;', '`': '&#96;' };

/** Longer than any real name. A report must stay readable with a thousand names of a megabyte each. */
const MAX_LENGTH = 500;

/**
 * Escapes untrusted text for the content and quoted attributes of an HTML page. Invisible characters become spaces, lone surrogates
 * become �.
 * @param limit in characters; longer texts are truncated and end with …
 */
export function escapeHtml(text: string, limit = MAX_LENGTH): string {
	return replaceInvisible(truncate(text, limit))
		.replace(/\p{Cs}/gu, '\ufffd')
		.replace(/[&<>"'`]/g, (char) => ENTITIES[char] ?? '');
}

/**
 * Characters with a meaning in Slack's mrkdwn or Teams' Markdown, and look-alikes without one in either.
 * Slack shows a backslash instead of escaping with it, and Teams does not decode entities everywhere.
 */
const LOOK_ALIKES: Record<string, string> = {
	'<': '‹',
	'>': '›',
	'@': '＠',
	'#': '＃',
	'*': '∗',
	'~': '∼',
	'`': 'ˋ',
	'[': '［',
	']': '］',
	'|': '｜',
	'\\': '＼',
};

/** Characters that start a list item in Markdown, and look-alikes. */
const LIST_MARKS: Record<string, string> = { '-': '‐', '+': '＋', '.': '․', ')': '）' };

/** Enough to find the visible characters among invisible ones. */
const MAX_READ = 2000;

/**
 * Escapes untrusted text (a name, an ID, a label) for a chat message: one line without formatting, mentions, channels, emoji or
 * links. IDs stay readable: `_`, `-` and dots that do not form a domain are kept.
 * @param limit longer texts are truncated and end with …
 */
export function escapeChat(text: string, limit = 60): string {
	const line = replaceInvisible(truncate(text, MAX_READ)).replace(/[\s\p{Cs}]+/gu, ' ').trim();
	return (
		truncate(line, limit)
			// At the start of a list item, it would start a nested list.
			.replace(/^(\d{0,9})([-+.)])(?=\s|$)/, (_match, digits: string, char: string) => digits + (LIST_MARKS[char] ?? ''))
			.replace(/[<>@#*~`[\]|\\]/g, (char) => LOOK_ALIKES[char] ?? '')
			// Entities such as &lt; or &#60; would be decoded.
			.replace(/&(?=#?\w+;)/g, '＆')
			// Underscores are formatting only at the edge of a word.
			.replace(/(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, '＿')
			// :emoji: and scheme://
			.replace(/:(?=[\w+'-]+:)|:(?=\/\/)|(?<=mailto|tel):/giu, '∶')
			// example.com and 10.0.0.1 would become links.
			.replace(/\.(?=\p{L}{2}|\d+\.\d)/gu, '․')
	);
}

/** `1,240` */
export function formatNumber(value: number): string {
	return value.toLocaleString('en-US');
}

/** `1 connection`, `1,240 connections` */
export function pluralize(value: number, noun: string): string {
	return `${formatNumber(value)} ${noun}${value === 1 ? '' : 's'}`;
}

/** `+3`, `−2`, `±0` */
export function formatDelta(value: number): string {
	return value === 0 ? '±0' : `${value > 0 ? '+' : '−'}${formatNumber(Math.abs(value))}`;
}

/** Who has to act, addressed to the owner of the Apideck application. Empty for nobody, because the remedy that follows says so. */
export const ACTOR_SENTENCES: Record<Actor, string> = {
	consumer: 'The consumer must act.',
	you: 'You must act.',
	apideck: 'Apideck takes care of it.',
	nobody: '',
};
