import type { IDataObject, INode, INodeParameters, INodeProperties } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';

import { isPlainObject } from './jsonSafety';

/** Compares two labels, ignoring case. Not `localeCompare`, whose tables add 5 ms to the node's load time. */
export function alphabetical(one: string, other: string): number {
	const [a, b] = [one.toLowerCase(), other.toLowerCase()];
	return a < b ? -1 : a > b ? 1 : 0;
}

/** Reports an invalid value. Not tied to an input item, because the trigger has none. */
export type ValueErrors = Pick<ValueContext, 'invalid'>;

/** The error for an invalid parameter. No request has been sent, so n8n is told that somebody must correct the node. */
export function parameterError(node: INode, message: string, description: string, itemIndex?: number): NodeOperationError {
	const error = new NodeOperationError(node, message, {
		description,
		failure: { cause: 'configuration-invalid' },
		...(itemIndex !== undefined && { itemIndex }),
	});
	// n8n replaces a message that contains a word such as EPERM, even inside a value that it quotes.
	error.message = message;
	return error;
}

/** Where a value comes from, for the errors about it. */
export interface ValueContext {
	/** As the editor shows it, such as `Expires In (Seconds)`. */
	readonly label: string;
	/** Whether the value comes from an expression. An expression that returns nothing was expected to return something. */
	readonly isExpression: boolean;
	/** IANA name of the workflow's time zone. */
	timezone(): string;
	/** The credential's default consumer, for parameters that may fall back to it; '' when there is none. */
	readonly defaultConsumerId: string;
	/**
	 * The error for an invalid value. No request has been sent.
	 * @param message what is wrong, with the label
	 * @param resolution how to fix it
	 */
	invalid(message: string, resolution: string): NodeOperationError;
	/**
	 * The context of a part of the value.
	 * @param name of the part, if it is a field of a collection
	 */
	part(label: string, name?: string): ValueContext;
}

/**
 * A parameter, declared once: what the editor shows, and how its value is read. Its key is its name. Label, default and allowed
 * values are written nowhere else.
 */
export interface Param<T> {
	readonly property: Omit<INodeProperties, 'name'>;
	/** Whether n8n must extract the value from a resource locator. */
	readonly extractValue?: boolean;
	/**
	 * @param value as resolved by n8n; undefined for a parameter that is hidden or was not added
	 * @throws NodeOperationError naming the label
	 */
	read(value: unknown, context: ValueContext): T;
}

/** Parameters by name. */
export type Params = Readonly<Record<string, Param<unknown>>>;

/** The label of a parameter, for texts that refer to it. */
export const labelOf = ({ property }: { readonly property: Pick<INodeProperties, 'displayName'> }): string => property.displayName;

/** The values of these parameters, once read. */
export type Values<P extends Params> = { -readonly [Name in keyof P]: P[Name] extends Param<infer T> ? T : never };

/** The properties of these parameters for n8n's node description, in declaration order. */
export function propertiesOf(params: Params): INodeProperties[] {
	return Object.entries(params).map(([name, { property }]) => ({ ...property, name }));
}

/** A parameter that is shown only when others have these values. Otherwise it is not read and undefined. */
export function shownWhen<T>(show: Record<string, Array<string | boolean>>, param: Param<T>): Param<T | undefined> {
	return { ...param, property: { ...param.property, displayOptions: { show } } };
}

/** A parameter whose value is converted or checked further after it is read. */
export function mapped<T, U>(param: Param<T>, map: (value: T, context: ValueContext) => U): Param<U> {
	return { ...param, read: (value, context) => map(param.read(value, context), context) };
}

/**
 * The same parameter as an optional field of a collection; undefined when it is not added, without falling back to its default.
 * @param description if it differs there
 */
export function optional<T>({ property, ...param }: Param<T>, description?: string): Param<T | undefined> {
	const shown = { ...property, ...(description === undefined ? {} : { description }) };
	delete shown.required;
	return { ...param, property: shown, read: (value, context) => (value === undefined ? undefined : param.read(value, context)) };
}

/** The fields of a collection that were added. @throws NodeOperationError for an expression that returns no object */
export function fieldsOf(value: unknown, { label, invalid }: ValueContext): IDataObject {
	if (value === undefined || value === null || value === '') return {};
	if (isPlainObject(value)) return value as IDataObject;
	throw invalid(`'${label}' must be an object`, `Make the expression in '${label}' return an object.`);
}

/** The rows of a collection with several values. @throws NodeOperationError for an expression that returns no list of objects */
export function rowsOf(value: unknown, context: ValueContext): IDataObject[] {
	if (value === undefined || value === null || value === '') return [];
	if (Array.isArray(value)) return Array.from(value, (row: unknown) => fieldsOf(row, context));
	throw context.invalid(`'${context.label}' must be a list`, `Make the expression in '${context.label}' return a list.`);
}

/** A copy without undefined values. */
export function omitUndefined(values: object): Record<string, unknown> {
	return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}

/** The source of parameters: an input item, or a trigger, which has no input item. */
export interface ParameterSource extends ValueErrors {
	/** The node's parameters as the workflow stores them, with unresolved expressions. */
	readonly raw: INodeParameters;
	/** IANA name of the workflow's time zone. */
	timezone(): string;
}

/** The context of a parameter's value. */
export function valueContext(source: ParameterSource, name: string, label: string, defaultConsumerId = ''): ValueContext {
	const contextAt = (path: string[], partLabel: string): ValueContext => ({
		label: partLabel,
		defaultConsumerId,
		get isExpression() {
			return isExpression(rawAt(source.raw, path));
		},
		timezone: () => source.timezone(),
		invalid: (message, resolution) => source.invalid(message, resolution),
		part: (innerLabel, innerName) => contextAt(innerName === undefined ? path : [...path, innerName], innerLabel),
	});
	return contextAt([name], label);
}

function rawAt(parameters: INodeParameters, path: string[]): unknown {
	return path.reduce<unknown>((raw, name) => (isPlainObject(raw) && Object.hasOwn(raw, name) ? raw[name] : undefined), parameters);
}

/** Whether a parameter, or the value of a resource locator, is an expression. */
export function isExpression(raw: unknown): boolean {
	const value = typeof raw === 'object' && raw !== null && 'value' in raw ? raw.value : raw;
	return typeof value === 'string' && value.startsWith('=');
}
