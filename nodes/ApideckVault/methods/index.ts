import type { INodeType } from 'n8n-workflow';

import { getConfigurableResources } from './getConfigurableResources';
import { getSettingsFields } from './getSettingsFields';
import { searchConnections } from './searchConnections';
import { searchConnectors } from './searchConnectors';
import { searchConsumers } from './searchConsumers';

/** What fills the node's dynamic fields in the editor. */
export const methods: INodeType['methods'] = {
	listSearch: { searchConsumers, searchConnections, searchConnectors },
	loadOptions: { getConfigurableResources },
	resourceMapping: { getSettingsFields },
};
