const BLANKS = /\s*/y;
const LITERAL = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y;
const ESCAPE = /\\(?:["\\/bfnrt]|u[\da-fA-F]{4})/y;

type Expected = 'value' | 'value or end' | 'key' | 'key or end' | 'colon' | 'comma or end' | 'end of text';

/**
 * Index at which a text stops being JSON; its length when only the rest is missing. For the place in an error message:
 * JSON.parse decides what is valid, but does not always say where it is not.
 */
export function brokenAt(text: string): number {
	const open: string[] = [];
	let expected: Expected = 'value';
	for (let at = 0; ; ) {
		const start = endOf(BLANKS, text, at) ?? at;
		const sign = text[start] ?? '';
		const isSign = sign !== '' && '{}[]:,'.includes(sign);
		const end = isSign ? start + 1 : sign === '"' ? endOfText(text, start) : endOf(LITERAL, text, start);
		const next: Expected | undefined = end === undefined ? undefined : after(expected, isSign ? sign : sign === '"' ? 'text' : 'literal', open);
		if (end === undefined || next === undefined) return start;
		expected = next;
		at = end;
	}
}

function endOf(pattern: RegExp, text: string, at: number): number | undefined {
	pattern.lastIndex = at;
	return pattern.test(text) ? pattern.lastIndex : undefined;
}

/** By hand: a pattern runs out of stack on a text of many megabytes. */
function endOfText(text: string, start: number): number | undefined {
	let at: number | undefined = start + 1;
	while (at !== undefined && at < text.length) {
		const sign = text.charAt(at);
		if (sign === '"') return at + 1;
		if (sign < ' ') return undefined;
		at = sign === '\\' ? endOf(ESCAPE, text, at) : at + 1;
	}
	return undefined;
}

/** What must follow a token; undefined when the token itself is out of place. */
function after(expected: Expected, token: string, open: string[]): Expected | undefined {
	const closed = (): Expected => (open.length === 0 ? 'end of text' : 'comma or end');
	if (expected === 'colon') return token === ':' ? 'value' : undefined;
	if (expected.startsWith('key') && token === 'text') return 'colon';
	if (expected.startsWith('value')) {
		if (token === 'text' || token === 'literal') return closed();
		if (token === '{' || token === '[') {
			open.push(token);
			return token === '{' ? 'key or end' : 'value or end';
		}
	}
	if (expected === 'comma or end' && token === ',') return open.at(-1) === '{' ? 'key' : 'value';
	if (expected.endsWith('or end') && token === (open.at(-1) === '{' ? '}' : ']')) {
		open.pop();
		return closed();
	}
	return undefined;
}
