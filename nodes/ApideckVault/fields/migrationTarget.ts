import type { INodeProperties } from 'n8n-workflow';

import type { Item } from './item';
import { picker, readPicked } from './locator';

/** Picker over the connectors that the chosen service can be migrated to. */
export const migrationTargetField: INodeProperties = picker({
	displayName: 'Target Service',
	name: 'targetService',
	description:
		'The service to move the connection to. The list shows what Apideck offers for this service, which for most services is nothing.',
	select: 'Select a service…',
	searchListMethod: 'searchMigrationTargets',
	example: 'intuit-enterprise-suite',
});

/** @throws NodeOperationError when no target is chosen or its ID cannot be sent. */
export function readMigrationTarget(item: Item): string {
	return readPicked(item, migrationTargetField);
}
