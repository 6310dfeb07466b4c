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

	/** ID chosen in a resource locator, '' when nothing is chosen. */
	locator(name: string): string {
		const value = this.context.getNodeParameter(name, this.index, '', { extractValue: true });
		return value === null || value === undefined ? '' : String(value);
	}

	/** The error for a wrong value: says what is wrong, with which field, and the way out. Nothing has been sent. */
	invalid(message: string, wayOut: string): NodeOperationError {
		return new NodeOperationError(this.context.getNode(), message, {
			description: `${wayOut} No request was sent for this item.`,
			itemIndex: this.index,
		});
	}
}
