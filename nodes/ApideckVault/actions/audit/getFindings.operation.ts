import type { INodeProperties } from 'n8n-workflow';

import { readBoolean } from '../../fields/boolean';
import { AUDIT_LIMITS } from '../../transport/requestBudget';
import { records, type ItemCall, type Operation, type OutputRecord } from '../operation';
import { audit, AUDIT_ENDPOINTS } from './audit';
import { findingFilterField, readFindingFilter } from './findingFilter';
import { readAudit, scopeFields, settingsFields } from './parameters';
import { addLinks, linkFields, readLinkSettings } from './reauthorizeLinks';

const changesOnlyField: INodeProperties = {
	displayName: 'Only Changes Since Last Run',
	name: 'changesOnly',
	type: 'boolean',
	default: false,
	description:
		'Whether to return only what is new, worse, better, resolved or gone since the last run of the published workflow. Test runs compare, but are not remembered.',
};

async function execute(call: ItemCall): Promise<OutputRecord[]> {
	const { item, vault } = call;
	const settings = readAudit(item, vault.defaultConsumerId);
	const links = readLinkSettings(item);
	const wanted = readFindingFilter(item);
	const label = 'Only Changes Since Last Run';
	const changesOnly = readBoolean(item, label, item.value<boolean>('changesOnly', false, label)) ?? false;
	// A single consumer is often looked at behind a trigger of the same workflow, whose memory n8n saves with this one's.
	const remember = changesOnly || settings.scope.consumerId === undefined;
	const { findings, turns } = await audit(call, settings, { changesOnly, remember });
	const returned = findings.filter(wanted);
	return records(links ? await addLinks(call, returned, links, turns) : returned);
}

export const getFindings: Operation = {
	option: {
		name: 'Get Findings',
		value: 'getFindings',
		action: 'Get audit findings',
		description: 'Find out which connections are broken, why, and what to do, one item per connection',
	},
	endpoints: [...AUDIT_ENDPOINTS, 'POST /vault/sessions'],
	reveals: ['reauthorize_url'],
	properties: [...scopeFields, changesOnlyField, findingFilterField, ...linkFields, ...settingsFields],
	limits: AUDIT_LIMITS,
	execute,
};
