import { shorten } from './shorten';
import { visible } from './visible';

/**
 * Signs that mean something in Slack's mrkdwn or in Teams' Markdown, and a look-alike that means nothing in either.
 * A backslash would do in Teams and be shown in Slack; an entity would do in Slack and not everywhere in Teams.
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

/** What starts an entry of a list in Markdown, and its look-alikes. */
const LIST_MARKS: Record<string, string> = { '-': '‐', '+': '＋', '.': '․', ')': '）' };

/** Enough to find the characters that are shown among those that are not. */
const MAX_READ = 2000;

/**
 * Makes a foreign text (a name, an id, a label) safe inside a chat message: no formatting, mention, channel, emoji or link,
 * on one line. Ids stay readable: `_`, `-` and dots that make no domain are left alone.
 * @param limit longer texts are cut and end with …
 */
export function escapeChat(text: string, limit = 60): string {
	const line = visible(shorten(text, MAX_READ)).replace(/[\s\p{Cs}]+/gu, ' ').trim();
	return (
		shorten(line, limit)
			// At the start of an entry it would start a list inside it.
			.replace(/^(\d{0,9})([-+.)])(?=\s|$)/, (_mark, digits: string, sign: string) => digits + (LIST_MARKS[sign] ?? ''))
			.replace(/[<>@#*~`[\]|\\]/g, (sign) => LOOK_ALIKES[sign] ?? '')
			// An entity such as &lt; or &#60; would come back to life.
			.replace(/&(?=#?\w+;)/g, '＆')
			// Underlines format only at the edge of a word.
			.replace(/(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, '＿')
			// :emoji: and scheme://
			.replace(/:(?=[\w+'-]+:)|:(?=\/\/)|(?<=mailto|tel):/giu, '∶')
			// example.com and 10.0.0.1 would become links.
			.replace(/\.(?=\p{L}{2}|\d+\.\d)/gu, '․')
	);
}
