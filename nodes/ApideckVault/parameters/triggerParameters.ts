import type { IHookFunctions, INodeParameters, INodeProperties, IWebhookFunctions } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';

import { short } from '../api/text';
import { isPlainObject } from './jsonSafety';
import { parameterError, type Param, type ParameterSource, type Params, valueContext, type Values } from './param';

/** Longest part of an expression's own error that is repeated. */
const MAX_REASON = 200;

/** The parameters of a trigger node. n8n resolves their expressions at activation and again for every delivery. */
export class TriggerParameters implements ParameterSource {
	readonly raw: INodeParameters;

	constructor(private readonly context: IHookFunctions | IWebhookFunctions) {
		this.raw = context.getNode().parameters;
	}

	/**
	 * All parameters, each resolved once.
	 * @throws NodeOperationError that `isConfigurationError` recognizes, for the first one that is wrong
	 */
	readAll<P extends Params>(params: P): Values<P> {
		const values = Object.entries(params).map(([name, param]) => {
			const context = valueContext(this, name, param.property.displayName);
			return [name, param.read(this.value(name, param.property), context)];
		});
		return Object.fromEntries(values) as Values<P>;
	}

	/** The fields of a collection are resolved one by one, so that an error names the field. */
	private value(name: string, { displayName: label, type, options = [] }: Param<unknown>['property']): unknown {
		const raw = this.raw[name];
		if (raw === undefined) return undefined;
		if (type !== 'collection' || !isPlainObject(raw)) return this.resolve(name, label);
		const labels = new Map((options as INodeProperties[]).map((field) => [field.name, field.displayName]));
		return Object.fromEntries(Object.keys(raw).map((field) => [field, this.resolve(`${name}.${field}`, labels.get(field) ?? label)]));
	}

	/** @param path such as `filters.services` */
	private resolve(path: string, label: string): unknown {
		try {
			return this.context.getNodeParameter(path, undefined, undefined) as unknown;
		} catch (error) {
			const reason = error instanceof Error ? `: ${short(error.message, MAX_REASON)}` : '';
			throw this.invalid(
				`The expression in '${label}' could not be evaluated`,
				`Correct the expression in '${label}'. A trigger has no input item, so $json is not available${reason}`,
			);
		}
	}

	timezone(): string {
		return this.context.getTimezone();
	}

	/**
	 * The error for a wrong parameter. Its message names the field and contains no value, so it can be logged.
	 * @param resolution what to do; may quote the value
	 */
	invalid(message: string, resolution: string): NodeOperationError {
		const error = parameterError(this.context.getNode(), message, resolution);
		error.context['isConfiguration'] = true;
		return error;
	}
}

/** Whether an error reports a wrong parameter of a trigger, so that its message names the field and contains no value. */
export function isConfigurationError(error: unknown): error is NodeOperationError {
	return error instanceof NodeOperationError && error.context['isConfiguration'] === true;
}
