import { isExact } from './exactNumber';
import { pathText, type Step } from './jsonPath';

const NUMBER = /-?\d[\d.eE+-]*/y;

/**
 * Where a JSON text holds a number that would be rounded on its way, such as `ids[0]`; undefined when there is none.
 * @param text valid JSON
 */
export function roundedAt(text: string): string | undefined {
	const path: Step[] = [];
	// In an object the first text after "{" or "," is a name.
	let nameNext = false;
	for (let at = 0; at < text.length; ) {
		const sign = text[at];
		if (sign === '"') {
			const end = endOfText(text, at);
			if (nameNext) path[path.length - 1] = JSON.parse(text.slice(at, end)) as string;
			nameNext = false;
			at = end;
			continue;
		}
		if (sign === '{') path.push('');
		if (sign === '[') path.push(0);
		if (sign === '}' || sign === ']') path.pop();
		const last = path.at(-1);
		if (sign === ',' && typeof last === 'number') path[path.length - 1] = last + 1;
		nameNext = sign === '{' || (sign === ',' && typeof last === 'string') || (nameNext && /\s/.test(sign ?? ''));
		NUMBER.lastIndex = at;
		const literal = NUMBER.exec(text)?.[0];
		if (literal !== undefined && !isExact(literal)) return pathText(path);
		at += literal?.length ?? 1;
	}
	return undefined;
}

/** Index behind the closing quote. By hand: a pattern runs out of stack on a text of many megabytes. */
function endOfText(text: string, start: number): number {
	let at = start + 1;
	while (text[at] !== '"') at += text[at] === '\\' ? 2 : 1;
	return at + 1;
}
