import type { ILoadOptionsFunctions, INodeListSearchItems, INodeListSearchResult } from 'n8n-workflow';

import { fitsPath } from '../transport/pathSegment';
import type { CustomField } from '../vault/customField';
import { chosenTarget } from './chosenTarget';
import { nameOf, objectsOf, usableEntries, usableText, type Loose } from './entries';
import { chooseFirst, chosen } from './lookup';
import { matching } from './matching';

/** Custom fields of the resource of the chosen target field; the value is the JSONPath that a mapping takes. */
export async function searchCustomFields(this: ILoadOptionsFunctions, filter?: string): Promise<INodeListSearchResult> {
	const { unifiedApi, service, get } = await chosenTarget(this);
	// A target field is called unified API, resource and key, as in hris+employees+first_aid_training.
	const resource = chosen(this, 'targetField').split('+')[1];
	if (!fitsPath(resource)) throw chooseFirst(this, "a 'Target Field'");
	const path = ['vault', 'connections', unifiedApi, service, resource, 'custom-fields'];
	const { data } = await get<CustomField[]>({ path, list: true });
	return matching(usableEntries(this, objectsOf(data).map(entry)), filter);
}

function entry({ id, name, finder: given }: Loose): INodeListSearchItems | undefined {
	const finder = usableText(given);
	return finder === undefined ? undefined : { name: `${nameOf(name, id, finder)} – ${nameOf(finder)}`, value: finder };
}
