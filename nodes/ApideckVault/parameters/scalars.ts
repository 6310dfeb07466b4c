import type { INodePropertyOptions } from 'n8n-workflow';

import { readDateTime } from './dateTime';
import { isLossless, isSafeNumber, quoted } from './jsonSafety';
import { type Param, type ValueContext, type ValueErrors } from './param';
import { isEmpty } from './text';

/**
 * A boolean that may come from an expression; undefined when it is not set.
 * @throws NodeOperationError naming the field, for anything else.
 */
export function readBoolean(errors: ValueErrors, label: string, value: unknown): boolean | undefined {
	if (isEmpty(value)) return undefined;
	const flag = booleanOf(value);
	if (flag !== undefined) return flag;
	throw errors.invalid(`'${label}' must be true or false`, `Make the expression in '${label}' return true or false.`);
}

/** Parses true and false, also as text, because the text "false" is truthy in JavaScript. Undefined for anything else. */
export function booleanOf(value: unknown): boolean | undefined {
	if (typeof value === 'boolean') return value;
	const word = typeof value === 'string' ? value.trim().toLowerCase() : '';
	return word === 'true' ? true : word === 'false' ? false : undefined;
}

const DECIMAL = /^[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?$/i;

/**
 * A number, or decimal text returned by an expression. Undefined when it is empty.
 * @param invalid creates the error
 * @throws what `invalid` creates for anything else, including booleans and text that would be rounded
 */
export function readNumber(value: unknown, invalid: () => Error): number | undefined {
	if (isEmpty(value)) return undefined;
	if (typeof value === 'number' && Number.isFinite(value)) return value;
	const text = typeof value === 'string' ? value.trim() : '';
	if (!DECIMAL.test(text) || !isLossless(text)) throw invalid();
	return Number(text);
}

/** A number within bounds, optionally an integer. @throws NodeOperationError naming the field and the bounds */
function readBounded(
	errors: ValueErrors,
	label: string,
	value: unknown,
	{ min, max = Infinity, whole = false, place = '' }: { min: number; max?: number; whole?: boolean; place?: string },
): number | undefined {
	const bounds = max === Infinity ? `from ${min}` : `from ${min} to ${max}`;
	const invalid = () =>
		errors.invalid(`'${label}'${place} must be a ${whole ? 'whole ' : ''}number ${bounds}`, `Correct '${label}', or remove it.`);
	const number = readNumber(value, invalid);
	if (number !== undefined && (number < min || number > max || (whole && !Number.isSafeInteger(number)))) throw invalid();
	return number;
}

interface ListOptions {
	/** For lists that may be empty on purpose. Elsewhere an empty list would select everything. */
	mayBeEmpty?: boolean;
}

/**
 * The entries of a multiple choice: a list, or comma-separated text from an expression. Blank entries are skipped.
 * An undefined value means that the field was not added, and returns an empty list.
 * @throws NodeOperationError naming the field, for anything else, for an entry that is undefined or neither text nor number, and
 * for a value without any entry
 */
export function readList(errors: ValueErrors, label: string, value: unknown, { mayBeEmpty = false }: ListOptions = {}): string[] {
	if (value === undefined) return [];
	const list = toList(errors, label, value);
	const missing = list.findIndex((entry) => entry === undefined);
	if (missing >= 0 && list.some((entry) => !isEmpty(entry))) {
		// Skipping it silently would select more or less than intended.
		throw errors.invalid(`Entry ${missing + 1} of '${label}' has no value`, `Make the expression in '${label}' return text for each entry.`);
	}
	const entries = list
		.map((entry) => readEntry(errors, label, entry))
		.filter((entry) => entry !== '');
	if (entries.length === 0 && !mayBeEmpty) {
		throw errors.invalid(`'${label}' is empty`, `Enter at least one value in '${label}', or remove '${label}'.`);
	}
	return entries;
}

function toList(errors: ValueErrors, label: string, value: unknown): unknown[] {
	if (isEmpty(value)) return [];
	if (Array.isArray(value)) return value;
	if (typeof value === 'number') return [value];
	if (typeof value === 'string') return value.split(',');
	throw errors.invalid(`'${label}' must be a list, but is ${quoted(value)}`, `Make the expression in '${label}' return a list of text values.`);
}

function readEntry(errors: ValueErrors, label: string, entry: unknown): string {
	if (isEmpty(entry)) return '';
	if (typeof entry === 'string') return entry.trim();
	if (typeof entry === 'number' && isSafeNumber(entry)) return String(entry);
	throw errors.invalid(`'${label}' cannot contain ${quoted(entry)}`, `Make the expression in '${label}' return a list of text values.`);
}

/** A boolean; undefined when it is not set. */
export function boolean(label: string, settings: { default: boolean; description: string }): Param<boolean | undefined> {
	return { property: { displayName: label, type: 'boolean', ...settings }, read: (value, context) => readBoolean(context, context.label, value) };
}

interface NumberSettings {
	default: number;
	description?: string;
	min: number;
	max?: number;
	/** Whether it must be an integer. */
	whole?: boolean;
	/** Where the parameter is found, for the error about it, such as ` under 'Settings'`. */
	place?: string;
}

/** A number within bounds; undefined when it is empty. */
export function number(label: string, { default: defaultValue, description, ...bounds }: NumberSettings): Param<number | undefined> {
	return {
		property: {
			displayName: label,
			type: 'number',
			typeOptions: { minValue: bounds.min },
			default: defaultValue,
			...(description === undefined ? {} : { description }),
		},
		read: (value, context) => readBounded(context, context.label, value, bounds),
	};
}

/** A date and time as ISO 8601 in UTC; undefined when it is empty. */
export function dateTime(label: string, settings: { default?: string; description: string }): Param<string | undefined> {
	return {
		property: { displayName: label, type: 'dateTime', default: '', ...settings },
		read: (value, context) => (isEmpty(value) ? undefined : readDateTime(context, context.label, value)),
	};
}

/** A required date and time. */
export function requiredDateTime(label: string, settings: { default?: string; description: string }): Param<string> {
	const { property, read } = dateTime(label, settings);
	return {
		property: { ...property, required: true },
		read(value, context) {
			const given = read(value, context);
			if (given === undefined) throw context.invalid(`'${context.label}' is empty`, `Enter '${context.label}', for example {{ $now.minus({ days: 30 }) }} or {{ $now }}.`);
			return given;
		},
	};
}

/** One option of a list. */
export type Choice<V extends string> = Omit<INodePropertyOptions, 'value'> & { readonly value: V };

/** One value of a list; the default when it is hidden or not added. An expression that returns nothing is rejected, because it should have chosen a value. */
export function options<const V extends string>(
	label: string,
	choices: ReadonlyArray<Choice<V>>,
	settings: { default: NoInfer<V>; description: string },
): Param<V> {
	return {
		property: { displayName: label, type: 'options', options: choices.map((choice) => ({ ...choice })), ...settings },
		read(value, context) {
			const given = value === undefined && !context.isExpression ? settings.default : value;
			const known = choices.find((choice) => choice.value === given);
			if (known) return known.value;
			throw context.invalid(`'${context.label}' cannot be ${quoted(given)}`, `Use ${listOf(choices.map((choice) => choice.value))} in '${context.label}'.`);
		},
	};
}

/** Several values of a list, without duplicates. An expression may return comma-separated text. */
export function multiOptions<const V extends string>(
	label: string,
	choices: ReadonlyArray<Choice<V>>,
	settings: { default: Array<NoInfer<V>>; description: string; mayBeEmpty?: boolean },
): Param<V[]> {
	const { mayBeEmpty = false, ...shown } = settings;
	return {
		property: { displayName: label, type: 'multiOptions', options: choices.map((choice) => ({ ...choice })), ...shown },
		read(value, context) {
			const given = readList(context, context.label, value, { mayBeEmpty });
			return [...new Set(given.map((entry) => findChoice(choices, entry, context)))];
		},
	};
}

function findChoice<V extends string>(choices: ReadonlyArray<Choice<V>>, entry: string, context: ValueContext): V {
	const known = choices.find((choice) => choice.value === entry);
	if (known) return known.value;
	throw context.invalid(`'${context.label}' cannot contain ${quoted(entry)}`, `Use ${listOf(choices.map((choice) => choice.value))} in '${context.label}'.`);
}

/** Maximum number of values that an error lists. */
const MAX_LISTED = 12;

/** `a, b or c`. */
export function listOf(values: readonly string[]): string {
	if (values.length > MAX_LISTED) return `${values.slice(0, MAX_LISTED).join(', ')}, …`;
	return values.length < 2 ? values.join('') : `${values.slice(0, -1).join(', ')} or ${values.at(-1)}`;
}

/** A parameter that falls back to its default when it is empty. */
export function orDefault<T>(param: Param<T | undefined>): Param<T> {
	return { ...param, read: (value, context) => param.read(value, context) ?? (param.property.default as T) };
}

/** The same for parameters whose default would select more or less than intended: an expression that returns nothing is an error. */
export function orDefaultUnlessExpression<T>(param: Param<T | undefined>): Param<T> {
	return {
		...param,
		read(value, context) {
			const given = param.read(value, context);
			if (given !== undefined) return given;
			if (!context.isExpression) return param.property.default as T;
			throw context.invalid(`The expression in '${context.label}' returned no value`, `Make sure the expression in '${context.label}' returns a value.`);
		},
	};
}
