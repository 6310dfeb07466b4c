import type { ILoadOptionsFunctions, ResourceMapperFields } from 'n8n-workflow';

import { chosenConnection } from './chosenConnection';
import { settingsForm } from './settingsForm';

/** Draws the settings form of Update and Import from the connection's own form fields. */
export async function getSettingsFields(this: ILoadOptionsFunctions): Promise<ResourceMapperFields> {
	const { name, service_id: serviceId, form_fields: formFields } = await chosenConnection(this);
	const fields = settingsForm(formFields ?? []);
	return fields.length > 0
		? { fields }
		: { fields, emptyFieldsNotice: `${name ?? serviceId} has no settings to fill in.` };
}
