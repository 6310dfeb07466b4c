import type { IExecuteFunctions, IGetNodeParameterOptions, INodeParameters, NodeOperationError, NodeParameterValueType } from 'n8n-workflow';

import { isPlainObject } from './jsonSafety';
import { parameterError, type Param, type ParameterSource, type Params, valueContext, type Values } from './param';

/** Values nested deeper than this are left to the reader of their field. The limit also ends the walk of a list that contains itself. */
const MAX_DEPTH = 20;

/**
 * Whether a value is blank: missing, blank or invisible text, an empty list or object, or one that contains only blank values.
 * `false`, 0 and dates are not blank.
 */
export function isBlank(value: unknown, depth = 0): boolean {
	if (value === undefined || value === null) return true;
	if (typeof value === 'string') return /^[\s\p{Cc}\p{Cf}]*$/u.test(value);
	if (depth >= MAX_DEPTH) return false;
	if (Array.isArray(value)) return value.every((entry) => isBlank(entry, depth + 1));
	if (!isPlainObject(value)) return false;
	// A resource locator always has a mode, so only its value counts.
	if (value['__rl'] === true) return isBlank(value['value'], depth + 1);
	return Object.values(value).every((entry) => isBlank(entry, depth + 1));
}

/** The parameters of one input item. Every value is resolved for this item, never for the first one. */
export class ItemParameters implements ParameterSource {
	constructor(
		readonly context: IExecuteFunctions,
		readonly index: number,
	) {}

	/**
	 * Value of a parameter, or the fallback when the parameter is not shown.
	 * @param label of the parameter
	 */
	value<T extends NodeParameterValueType | object>(name: string, fallback: T, label: string): T {
		return this.read(name, fallback, label) as T;
	}

	private read(name: string, fallback: unknown, label: string, options?: IGetNodeParameterOptions): unknown {
		try {
			return this.context.getNodeParameter(name, this.index, fallback as object, options);
		} catch (error) {
			// n8n walks through the result of an expression without a depth limit.
			const tooDeep = error instanceof Error && error.name === 'RangeError';
			throw tooDeep ? this.invalid(`'${label}' is nested too deeply`, `Make the expression in '${label}' return a value with fewer levels.`) : passOn(error);
		}
	}

	/**
	 * All parameters of an operation, each resolved once.
	 * @param defaultConsumerId of the credential
	 * @throws NodeOperationError naming the first invalid one
	 */
	readAll<P extends Params>(params: P, defaultConsumerId = ''): Values<P> {
		const values: Record<string, unknown> = {};
		for (const [name, param] of Object.entries(params)) {
			values[name] = isShown(param, values) ? this.readParam(name, param, defaultConsumerId) : undefined;
		}
		return values as Values<P>;
	}

	/** One parameter. */
	readParam<T>(name: string, param: Param<T>, defaultConsumerId = ''): T {
		const { displayName: label } = param.property;
		const value = this.read(name, null, label, param.extractValue === true ? { extractValue: true } : undefined);
		// n8n cannot read a hidden parameter without a fallback, so null stands for "not set" unless the workflow contains it.
		const isGiven = value !== null || Object.hasOwn(this.raw, name);
		return param.read(isGiven ? value : undefined, valueContext(this, name, label, defaultConsumerId));
	}

	get raw(): INodeParameters {
		return rawParameters(this.context);
	}

	/** IANA name of the workflow's time zone. */
	timezone(): string {
		return this.context.getTimezone();
	}

	/** The error for an invalid value: what is wrong, in which field, and how to fix it. No request has been sent. */
	invalid(message: string, resolution: string): NodeOperationError {
		return parameterError(this.context.getNode(), message, `${resolution} No request was sent for this item.`, this.index);
	}
}

/** n8n's linter forbids rethrowing a caught error, but n8n's own expression errors need no wrapping. */
function passOn(error: unknown): unknown {
	return error;
}

/** Whether the editor shows a parameter, given the values above it. Hidden parameters are not read, because users cannot correct them. */
export function isShown({ property }: Param<unknown>, values: Record<string, unknown>): boolean {
	const show = property.displayOptions?.show ?? {};
	return Object.entries(show).every(([name, allowed]) => !Object.hasOwn(values, name) || (allowed as unknown[]).includes(values[name]));
}

/** `getNode()` returns a new copy on every call. The parameters are the same for all items of a run. */
const parameterCache = new WeakMap<IExecuteFunctions, INodeParameters>();

/** The node's parameters as the workflow stores them, with expressions unresolved. */
function rawParameters(context: IExecuteFunctions): INodeParameters {
	const parameters = parameterCache.get(context) ?? context.getNode().parameters;
	parameterCache.set(context, parameters);
	return parameters;
}
