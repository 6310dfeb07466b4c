import type {
	IExecuteFunctions,
	INodeExecutionData,
	INodeType,
	INodeTypeDescription,
} from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';

import { properties } from './actions/router';
import { runItems } from './actions/execute';
import * as listSearch from './methods/listSearch';
import * as loadOptions from './methods/loadOptions';
import { getSettingsFields } from './methods/resourceMapping';
import { SENSITIVE_OUTPUT_FIELDS } from './secrets/redact';

export class ApideckVault implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Apideck Vault',
		name: 'apideckVault',
		icon: { light: 'file:../../icons/apideck.svg', dark: 'file:../../icons/apideck.dark.svg' },
		group: ['transform'],
		version: 1,
		subtitle: '={{ $parameter["operation"] + ": " + $parameter["resource"] }}',
		description: 'Manage and audit the connections that your consumers (your customers) made through Apideck Vault',
		defaults: { name: 'Apideck Vault' },
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'apideckApi', required: true }],
		sensitiveOutputFields: SENSITIVE_OUTPUT_FIELDS,
		properties,
	};

	methods = { listSearch, loadOptions, resourceMapping: { getSettingsFields } };

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return await runItems.call(this, this.continueOnFail());
	}
}
