import type { Finding } from '../../audit/issues/finding';
import { type AuditThresholds, DEFAULT_THRESHOLDS, severityRank } from '../../audit/rules/verdict';
import type { LinkSettings } from '../../audit/scan/reauthorizeLinks';
import type { AuditSettings } from '../../audit/scan/scanContext';
import { consumer } from '../../fields/consumer';
import { serviceIds, unifiedApiIds } from '../../fields/filters';
import { concurrencyOf } from '../../fields/options';
import { lifetime, type SessionLength } from '../../fields/session';
import { collection, group } from '../../parameters/collection';
import { optional, type Params, shownWhen, type Values } from '../../parameters/param';
import { boolean, multiOptions, number, options, orDefault } from '../../parameters/scalars';
import { queryText, webAddress } from '../../parameters/text';
import type { Endpoint } from '../operation';

/** Endpoints that an audit may call, depending on its settings. */
export const AUDIT_ENDPOINTS: readonly Endpoint[] = [
	'GET /vault/consumers',
	'GET /vault/consumers/{consumer_id}',
	'GET /vault/connections',
	'POST /vault/connections/{unified_api}/{service_id}/validate',
];

/** Whose connections to audit. */
export const scopeParams = {
	consumerScope: options(
		'Consumers',
		[
			{ name: 'All Consumers', value: 'all', description: 'All consumers that match the filters' },
			{ name: 'One Consumer', value: 'one', description: 'The selected consumer, which can differ per input item' },
		],
		{ default: 'all', description: 'The consumers whose connections are audited' },
	),
	consumer: shownWhen({ consumerScope: ['one'] }, consumer),
};

/** Filters for what is audited, counted and stored. */
const scopeFilters = {
	consumerPrefix: queryText('Consumer ID Starts With', { example: 'eu-', description: 'Audit only consumers whose ID starts with this text' }),
	search: queryText('Consumer Search', { example: 'acme', description: 'Audit only consumers whose ID or metadata contains this text' }),
	onlyConfigured: boolean('Only Configured', { default: true, description: 'Whether to skip connections that the consumer never finished setting up' }),
	services: serviceIds,
	unifiedApis: unifiedApiIds('Audit only connections of these unified APIs'),
};

const minimumSeverity = options(
	'Minimum Severity',
	[
		{ name: 'Critical', value: 'critical' },
		{ name: 'Info', value: 'info' },
		{ name: 'Warning', value: 'warning' },
	],
	{ default: 'warning', description: '' },
);

/** Filters for what is returned. They do not affect what is audited, counted and stored. */
const findingFilters = {
	actors: multiOptions(
		'Who Must Act',
		[
			{ name: 'Apideck', value: 'apideck', description: 'Wait, or contact Apideck' },
			{ name: 'Consumer', value: 'consumer', description: 'The consumer must authorize again, or enter credentials or settings' },
			{ name: 'Nobody', value: 'nobody', description: 'For information only' },
			{ name: 'You', value: 'you', description: 'The owner of the Apideck application' },
		],
		{ default: [], description: 'Return only findings that one of these must act on' },
	),
	minimumSeverity: optional(minimumSeverity, 'Omit findings below this severity. Resolved and disappeared findings keep their previous severity.'),
};

const filtersOf = <P extends Params>(fields: P) => collection('Filters', fields, { placeholder: 'Add Filter', mustBeFilled: true });

/** The filters of a report, which counts everything that it audits. */
export const reportFilters = filtersOf(scopeFilters);

export const filters = filtersOf({ ...scopeFilters, ...findingFilters });

/** A century in hours, more than anyone needs. */
const MAX_THRESHOLD = 876_600;

const THRESHOLDS = 'Thresholds';

const threshold = (name: keyof AuditThresholds, label: string, description: string) =>
	orDefault(number(label, { default: DEFAULT_THRESHOLDS[name], min: 0, max: MAX_THRESHOLD, description, place: ` under '${THRESHOLDS}'` }));

const whether = (label: string, what: string) => orDefault(boolean(label, { default: false, description: `Whether to ${what}` }));

/** Entries of 'Options' that only an audit has. */
export const auditOptions = {
	checkConnections: options(
		'Check Connections',
		[
			{
				name: 'All',
				value: 'all',
				description:
					"Have Apideck validate each callable connection first. This refreshes the connection's OAuth token even if it is still valid, can count against the service's rate limit, and adds one request per connection. Use it sparingly.",
			},
			{ name: 'Never', value: 'never', description: 'Use the state that Apideck has stored' },
		],
		{ default: 'never', description: 'Which connections to validate before auditing them' },
	),
	concurrency: concurrencyOf('How many consumers to read at the same time'),
	includeHealthy: whether('Include Healthy', 'also return connections without issues'),
	thorough: whether(
		'Thorough',
		'read every connection in detail. This finds missing required mappings and pending consents of connections that look healthy, but doubles the number of requests and transfers far more data.',
	),
	thresholds: group(
		THRESHOLDS,
		{
			unfinishedDays: threshold(
				'unfinishedDays',
				'Abandoned (Days)',
				'Days after which to report a connection that was added but is not authorized. Its authorization may also have been lost.',
			),
			confirmationMinutes: threshold(
				'confirmationMinutes',
				'Confirmation (Minutes)',
				'Minutes to wait for a consumer to confirm a new authorization before reporting it',
			),
			degradedHours: threshold(
				'degradedHours',
				'Degraded (Hours)',
				'Hours after which to report an unreachable service as a warning',
			),
			purgeCriticalHours: threshold(
				'purgeCriticalHours',
				'Deletion Lead (Hours)',
				'Apideck deletes credentials that it cannot refresh for 48 hours. The connection is reported as critical when fewer than this many hours remain.',
			),
			refreshFailureHours: threshold(
				'refreshFailureHours',
				'Failed Refresh (Hours)',
				'Hours after a failed token refresh during which to report it, even if the connection works again',
			),
		},
		{ name: 'values', description: 'Time limits that decide when the audit reports a finding' },
	),
};

type AuditParams = typeof scopeParams & { filters: typeof reportFilters };

/** Builds the audit settings of one item. */
export function auditSettingsOf({ consumerScope, consumer: consumerId, filters: scope, options: given }: Values<AuditParams> & { options: Values<typeof auditOptions> }): AuditSettings {
	const { consumerPrefix = '', search = '', services, unifiedApis, onlyConfigured = false } = scope;
	return {
		scope: { consumerId: consumerScope === 'one' ? consumerId : undefined, consumerPrefix, search: search.trim(), unifiedApis, services, onlyConfigured },
		thresholds: given.thresholds,
		includeHealthy: given.includeHealthy,
		thorough: given.thorough,
		probe: given.checkConnections === 'all',
	};
}

/** Builds the filter of one item. */
export function matchesFilter({ minimumSeverity: least, actors }: Values<typeof findingFilters>): (finding: Finding) => boolean {
	const leastRank = severityRank(least ?? 'ok');
	return ({ severity, actor, change, previous_severity: previousSeverity }) => {
		// A resolved finding counts with the severity it had, so its end is reported only where its start was.
		const ended = change === 'resolved' || change === 'disappeared';
		const rank = severityRank(ended ? (previousSeverity ?? 'critical') : severity);
		return (actors.length === 0 || actors.some((one) => one === actor)) && rank >= leastRank;
	};
}

/** Entries of 'Options' for the links. */
const linkFields = {
	includeLink: orDefault(
		boolean('Include Re-Authorization Link', {
			default: false,
			description:
				'Whether to create one Vault session per affected consumer and add its link to the findings that the consumer can fix. The link works without a login until it expires, so send it only to that consumer.',
		}),
	),
	linkOptions: shownWhen(
		{ includeLink: [true] },
		group(
			'Link Options',
			{
				sessionLength: lifetime('24h', 'How long the link works, as a number followed by m, h, d or w. The maximum is one week.'),
				redirectUri: webAddress('Redirect URL', {
					example: 'https://app.example.com/integrations',
					description: 'The URL that Vault redirects the consumer to afterward. It must be registered in Apideck if redirects are protected.',
				}),
			},
			// Otherwise, an expression or a group without a value would make the link work longer than intended.
			{ name: 'values', description: 'How long the link works, and where it leads afterward', mustBeFilled: true },
		),
	),
};

export const findingOptions = { ...auditOptions, ...linkFields };

/** Undefined if no links are requested. */
export function linkSettingsOf({ linkOptions }: Values<typeof linkFields>): LinkSettings | undefined {
	if (linkOptions === undefined) return undefined;
	const { sessionLength, redirectUri } = linkOptions;
	const length = sessionLength ?? DEFAULT_LIFETIME;
	return { sessionLength: length.text, lifetimeMs: length.ms, redirectUri };
}

/** Used if 'Lifetime' is not added. */
const DEFAULT_LIFETIME: SessionLength = { text: '24h', ms: 86_400_000 };
