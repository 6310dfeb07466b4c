import type { INodeType } from 'n8n-workflow';

import { getConfigurableResources } from './getConfigurableResources';
import { getResourceFields } from './getResourceFields';
import { getSettingsFields } from './getSettingsFields';
import { searchConnections } from './searchConnections';
import { searchConnectors } from './searchConnectors';
import { searchConsumers } from './searchConsumers';
import { searchCustomFields } from './searchCustomFields';
import { searchMigrationTargets } from './searchMigrationTargets';
import { searchResources, searchSchemaResources, searchSettingsResources } from './searchResources';
import { searchTargetFields } from './searchTargetFields';

/** What fills the node's dynamic fields in the editor. */
export const methods: NonNullable<INodeType['methods']> = {
	listSearch: {
		searchConsumers,
		searchConnections,
		searchConnectors,
		searchCustomFields,
		searchMigrationTargets,
		searchResources,
		searchSchemaResources,
		searchSettingsResources,
		searchTargetFields,
	},
	loadOptions: { getConfigurableResources, getResourceFields },
	resourceMapping: { getSettingsFields },
};
