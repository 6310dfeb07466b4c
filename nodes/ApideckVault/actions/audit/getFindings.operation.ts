import { audit } from '../../audit/scan/audit';
import { CHANGES_ONLY } from '../../audit/scan/lastRun';
import { addLinks } from '../../audit/scan/reauthorizeLinks';
import { options } from '../../parameters/scalars';
import { AUDIT_LIMITS } from '../../transport/requestBudget';
import { defineTask } from '../defineOperation';
import { listRecords } from '../output';
import { findingOutput } from '../outputs';
import { AUDIT_ENDPOINTS, auditSettingsOf, filters, findingOptions, linkSettingsOf, matchesFilter, scopeParams } from './parameters';

const returned = options(
	'Return',
	[
		{ name: 'All Findings', value: 'all', description: 'Everything that is wrong now. Issues that were resolved or disappeared are returned once.' },
		{
			name: CHANGES_ONLY,
			value: 'changes',
			description: 'Only findings that are new, or that worsened, improved, were resolved or disappeared since the last run of the published workflow. Test runs are also compared, but not stored.',
		},
	],
	{ default: 'all', description: 'Which findings to return' },
);

export const getFindings = defineTask({
	name: 'Get Findings',
	action: 'Get audit findings',
	description: 'Retrieve a list of audit findings: which connections are broken, why, and what to do',
	endpoints: [...AUDIT_ENDPOINTS, 'POST /vault/sessions'],
	reveals: ['reauthorize_url'],
	limits: AUDIT_LIMITS,
	options: findingOptions,
	params: { ...scopeParams, return: returned, filters },
	output: findingOutput,
	async run(ctx, params, show) {
		const settings = auditSettingsOf(params);
		const links = linkSettingsOf(params.options);
		const changesOnly = params.return === 'changes';
		// A single consumer is often audited behind a trigger of the same workflow, and n8n saves the states of both together.
		const persist = changesOnly || settings.scope.consumerId === undefined;
		const { findings, yielder } = await audit(ctx, settings, { changesOnly, persist });
		const wanted = findings.filter(matchesFilter(params.filters));
		return await listRecords(links ? await addLinks(ctx, wanted, links, yielder) : wanted, show);
	},
});
