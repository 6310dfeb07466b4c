import { audit } from '../../audit/scan/audit';
import { addLinks } from '../../audit/scan/reauthorizeLinks';
import { boolean, orDefault } from '../../parameters/scalars';
import { AUDIT_LIMITS } from '../../transport/requestBudget';
import { defineTask } from '../defineOperation';
import { listRecords } from '../output';
import { findingOutput } from '../outputs';
import { AUDIT_ENDPOINTS, auditOptions, auditSettingsOf, findingFilter, matchesFilter, linkParams, linkSettingsOf, scopeParams, settingsParams } from './parameters';

const changesOnly = orDefault(
	boolean('Only Changes Since Last Run', {
		default: false,
		description:
			'Whether to return only what changed since the last run of the published workflow: new, worsened, improved, resolved and disappeared findings. Test runs are compared too, but not stored.',
	}),
);

export const getFindings = defineTask({
	name: 'Get Findings',
	action: 'Get audit findings',
	description: 'Retrieve a list of audit findings: which connections are broken, why, and what to do',
	endpoints: [...AUDIT_ENDPOINTS, 'POST /vault/sessions'],
	reveals: ['reauthorize_url'],
	limits: AUDIT_LIMITS,
	options: auditOptions,
	params: { ...scopeParams, changesOnly, findingFilter, ...linkParams, ...settingsParams },
	output: findingOutput,
	async run(ctx, params, show) {
		const settings = auditSettingsOf(params);
		const links = linkSettingsOf(params);
		// A single consumer is often audited behind a trigger of the same workflow, and n8n saves the states of both together.
		const persist = params.changesOnly || settings.scope.consumerId === undefined;
		const { findings, yielder } = await audit(ctx, settings, { changesOnly: params.changesOnly, persist });
		const returned = findings.filter(matchesFilter(params.findingFilter));
		return await listRecords(links ? await addLinks(ctx, returned, links, yielder) : returned, show);
	},
});
