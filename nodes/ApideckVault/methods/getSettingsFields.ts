import type { ILoadOptionsFunctions, ResourceMapperFields } from 'n8n-workflow';

import { chosenConnection } from './chosenConnection';
import { nameOf, objectsOf, usableText } from './entries';
import { settingsForm } from './settingsForm';

/** Draws the settings form of Update and Import from the connection's own form fields. */
export async function getSettingsFields(this: ILoadOptionsFunctions): Promise<ResourceMapperFields> {
	const { name, service_id: serviceId, form_fields: formFields } = await chosenConnection(this);
	const fields = settingsForm(formFields);
	const called = nameOf(name, serviceId, 'This connection');
	if (fields.length > 0) return { fields };
	const isReadable = formFields === undefined || formFields === null || (Array.isArray(formFields) && formFields.every((field) => usableText(objectsOf([field])[0]?.['id']) !== undefined));
	return { fields, emptyFieldsNotice: isReadable ? `${called} has no settings to fill in.` : `Apideck's response holds no setting of ${called} that can be shown. Use 'Settings (JSON)'.` };
}
