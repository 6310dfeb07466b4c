import type { IExecuteFunctions } from 'n8n-workflow';

import { ItemParameters } from '../../../nodes/ApideckVault/parameters/itemParameters';
import type { Param } from '../../../nodes/ApideckVault/parameters/param';

/** Reads a parameter of the name `value`, which the workflow stores as `raw` and n8n resolves to `given`. */
export function readOne<T>(param: Param<T>, given: unknown, raw: unknown = given): T {
	const context = {
		getNode: () => ({ name: 'Vault', type: 'vault', parameters: { value: raw } }),
		getNodeParameter: () => given,
		getTimezone: () => 'Europe/Paris',
	};
	return new ItemParameters(context as unknown as IExecuteFunctions, 3).readParam('value', param);
}

/** Message and description of the error with which a parameter refuses a value. */
export function refusalOf(param: Param<unknown>, given: unknown, raw: unknown = given): [message: string, description: string] {
	try {
		readOne(param, given, raw);
	} catch (error) {
		const { message, description, context } = error as Error & { description: string; context: { itemIndex?: number } };
		expect(context.itemIndex).toBe(3);
		expect(description).toMatch(/ No request was sent for this item\.$/);
		return [message, description.replace(/ No request was sent for this item\.$/, '')];
	}
	throw new Error(`${JSON.stringify(given)} was not refused`);
}
