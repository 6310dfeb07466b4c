import type { INodeProperties } from 'n8n-workflow';

import { configurableResource, CONNECTION_VALUES, connectionParams } from '../../fields/connection';
import { defaultsField, readDefaults } from '../../fields/configuration';
import { inFields, inJson, settingsMode } from '../../fields/settingsMode';
import { fieldsOf, labelOf, type Param, shownWhen } from '../../parameters/param';
import { json } from '../../parameters/json';
import type { Connection } from '../../api/connection';
import { defineOperation } from '../defineOperation';
import { settingsOutput } from '../outputs';

const FIELD: INodeProperties = {
	displayName: 'Field Name or ID',
	name: 'id',
	type: 'options',
	typeOptions: {
		loadOptionsMethod: 'getResourceFields',
		loadOptionsDependsOn: [...CONNECTION_VALUES, 'apiResource.value'],
	},
	default: '',
	description: 'Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>',
};

const defaults: Param<(resource: string) => object[]> = {
	property: { ...defaultsField(FIELD), description: 'Default values for the fields of this resource' },
	read: (value, context) => (resource) => readDefaults(context, fieldsOf(value, context), resource, context.label),
};

const defaultsJson = json(`${labelOf(defaults)} (JSON)`, 'array', {
	description: 'The defaults as a JSON array of objects, each with a field ID and a value',
});

export const update = defineOperation({
	name: 'Update',
	action: 'Update resource settings',
	description: 'Update the resource settings of a connection: default values for the fields of one resource, such as the pipeline for new leads',
	endpoint: 'PATCH /vault/connections/{unified_api}/{service_id}/{resource}/config',
	params: {
		...connectionParams,
		apiResource: configurableResource,
		settingsMode: settingsMode({
			fields: 'Select fields and enter their defaults',
			json: 'Enter the defaults as a JSON array, for example from a previous node',
			description: 'How to enter the settings of the resource',
		}),
		defaults: shownWhen(inFields, defaults),
		defaultsJson: shownWhen(inJson, defaultsJson),
	},
	output: settingsOutput,
	run: async ({ params: { apiResource: resource, defaults: readForm, defaultsJson: typed = [] }, send, invalid }) => {
		const given = readForm ? readForm(resource) : typed;
		if (given.length === 0) throw invalid('There is nothing to update', `Add a default under '${labelOf(defaults)}'.`);
		return await send<Connection>({ body: { configuration: [{ resource, defaults: given }] } });
	},
});
