import type { IExecuteFunctions, NodeParameterValueType } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';

/** The parameters of one input item. Every value is resolved for this item, never for the first one. */
export class Item {
	constructor(
		readonly context: IExecuteFunctions,
		readonly index: number,
	) {}

	/** Value of a parameter, or the fallback when the parameter is not shown. */
	value<T extends NodeParameterValueType | object>(name: string, fallback: T): T {
		return this.context.getNodeParameter(name, this.index, fallback) as T;
	}

	/**
	 * ID chosen in a resource locator, '' when nothing is chosen.
	 * @throws NodeOperationError for an expression that gives no text or number: what it was meant to name is unknown, and
	 * "empty" can mean something else, such as the credential's default consumer.
	 */
	locator(name: string, label: string): string {
		const value: unknown = this.context.getNodeParameter(name, this.index, '', { extractValue: true });
		if (typeof value === 'string' || typeof value === 'number') return String(value);
		if ((value === null || value === undefined) && !this.isExpression(name)) return '';
		throw this.invalid(
			`The expression in '${label}' gives no ID`,
			`Let the expression give the ID as text, or choose a value in '${label}'.`,
		);
	}

	private isExpression(name: string): boolean {
		const raw: unknown = this.context.getNode().parameters[name];
		const value = typeof raw === 'object' && raw !== null && 'value' in raw ? raw.value : raw;
		return typeof value === 'string' && value.startsWith('=');
	}

	/** The error for a wrong value: says what is wrong, with which field, and the way out. Nothing has been sent. */
	invalid(message: string, wayOut: string): NodeOperationError {
		return new NodeOperationError(this.context.getNode(), message, {
			description: `${wayOut} No request was sent for this item.`,
			itemIndex: this.index,
		});
	}
}
