import type { INodeParameters, INodeProperties } from 'n8n-workflow';

import { isBlank } from './itemParameters';
import { isPlainObject } from './jsonSafety';
import { isExpression, labelOf, type Param, type Params } from './param';

/** A parameter as the workflow stores it. */
interface Stored {
	label: string;
	/** Its value, with expressions unresolved. */
	raw: unknown;
}

const phraseOf = ({ label, raw }: Stored): string => `${isExpression(raw) ? 'the expression in ' : ''}'${label}'`;

/** Where a value comes from, as the end of a sentence, such as `comes from 'Consumer'`; undefined without parameters. */
export function originOf(stored: readonly Stored[], defaultConsumer: string): string | undefined {
	const [first] = stored;
	if (first === undefined) return undefined;
	if (stored.length === 1 && isBlank(first.raw)) return `is ${defaultConsumer}, because '${first.label}' is empty`;
	return `comes from ${stored.map(phraseOf).join(' and ')}`;
}

/** Those of the named parameters that are declared, as the workflow stores them. */
export function storedOf(params: Params, raw: INodeParameters, names: readonly string[]): Stored[] {
	return names.flatMap((name) => {
		const param = params[name];
		return param === undefined ? [] : [{ label: labelOf(param), raw: raw[name] }];
	});
}

/** Levels of a value that are searched for a field. */
const MAX_DEPTH = 4;

/**
 * Where a field of a request comes from, as the end of a sentence; undefined if no parameter has a value or a part of this name.
 * @param path of the field, the innermost part last
 * @param values of the parameters, once read
 */
export function originOfField(params: Params, raw: INodeParameters, values: Record<string, unknown>, path: readonly string[]): string | undefined {
	for (const field of [...path].reverse()) {
		for (const [name, param] of Object.entries(params)) {
			const stored = { label: labelOf(param), raw: raw[name] };
			if (isSame(name, field) && values[name] !== undefined) return `comes from ${phraseOf(stored)}`;
			const part = findPart(param, field);
			if (part !== undefined && isPlainObject(values[name]) && hasField(values[name], field, 1)) return `comes from '${part}' under '${stored.label}'`;
			if (hasField(values[name], field, 0)) return `comes from ${phraseOf(stored)}`;
		}
	}
	return undefined;
}

/** The label of a collection's part. */
function findPart({ property }: Param<unknown>, field: string): string | undefined {
	const parts = property.type === 'collection' ? ((property.options ?? []) as INodeProperties[]) : [];
	return parts.find(({ name }) => isSame(name, field))?.displayName;
}

function hasField(value: unknown, field: string, depth: number): boolean {
	if (depth >= MAX_DEPTH) return false;
	if (Array.isArray(value)) return value.some((entry) => hasField(entry, field, depth + 1));
	if (!isPlainObject(value)) return false;
	return Object.entries(value).some(([key, inner]) => isSame(key, field) || hasField(inner, field, depth + 1));
}

/** Apideck writes `redirect_uri` for `redirectUri`. */
function isSame(name: string, field: string): boolean {
	return lettersOf(name) === lettersOf(field);
}

const lettersOf = (name: string): string => name.replace(/[_-]/g, '').toLowerCase();
