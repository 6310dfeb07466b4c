import type { Finding } from '../../audit/issues/finding';
import { type AuditThresholds, DEFAULT_THRESHOLDS, severityRank } from '../../audit/rules/verdict';
import type { LinkSettings } from '../../audit/scan/reauthorizeLinks';
import type { AuditSettings } from '../../audit/scan/scanContext';
import { consumer } from '../../fields/consumer';
import { serviceIds, unifiedApiIds } from '../../fields/filters';
import { concurrencyOf } from '../../fields/options';
import { lifetime, type SessionLength } from '../../fields/session';
import { collection } from '../../parameters/collection';
import { optional, shownWhen, type Values } from '../../parameters/param';
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

/** Which consumers and connections to audit. */
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
	auditFilters: collection(
		'Connections to Audit',
		{
			consumerPrefix: queryText('Consumer ID Starts With', { example: 'eu-', description: 'Audit only consumers whose ID starts with this text' }),
			search: queryText('Consumer Search', { example: 'acme', description: 'Audit only consumers whose ID or metadata contains this text' }),
			onlyConfigured: boolean('Only Configured', { default: true, description: 'Whether to skip connections that the consumer never finished setting up' }),
			services: serviceIds,
			unifiedApis: unifiedApiIds('Audit only connections of these unified APIs'),
		},
		{ placeholder: 'Add Filter', mustBeFilled: true },
	),
};

/** A century in hours, more than anyone needs. */
const MAX_THRESHOLD = 876_600;

const threshold = (name: keyof AuditThresholds, label: string, description: string) =>
	orDefault(number(label, { default: DEFAULT_THRESHOLDS[name], min: 0, max: MAX_THRESHOLD, description, place: " under 'Audit Settings'" }));

const whether = (label: string, what: string) => orDefault(boolean(label, { default: false, description: `Whether to ${what}` }));

/** Thresholds and depth. */
export const settingsParams = {
	auditSettings: collection(
		'Audit Settings',
		{
			unfinishedDays: threshold(
				'unfinishedDays',
				'Abandoned After (Days)',
				'Days after which to report a connection that was added but is not authorized. Its authorization may also have been lost.',
			),
			confirmationMinutes: threshold(
				'confirmationMinutes',
				'Confirmation Timeout (Minutes)',
				'Minutes to wait for a consumer to confirm a new authorization before reporting it',
			),
			purgeCriticalHours: threshold(
				'purgeCriticalHours',
				'Credential Deletion Lead Time (Hours)',
				'Apideck deletes credentials that it cannot refresh for 48 hours. The connection is reported as critical when fewer than this many hours remain.',
			),
			degradedHours: threshold(
				'degradedHours',
				'Degraded Warning After (Hours)',
				'Hours after which to report an unreachable service as a warning',
			),
			includeHealthy: whether('Include Healthy', 'also return connections without issues'),
			probe: whether(
				'Probe Connections',
				"have Apideck validate each callable connection first. This refreshes the connection's OAuth token even if it is still valid, can count against the service's rate limit, and adds one request per connection. Don't run it often.",
			),
			refreshFailureHours: threshold(
				'refreshFailureHours',
				'Report Refresh Failures for (Hours)',
				'Hours after a failed token refresh during which to report it, even if the connection works again',
			),
			thorough: whether(
				'Thorough',
				'read every connection in detail. This finds missing required mappings and pending consents of connections that look healthy, but doubles the number of requests and transfers far more data.',
			),
		},
		{ placeholder: 'Add Setting' },
	),
};

/** Entries of 'Options' that only an audit has. */
export const auditOptions = { concurrency: concurrencyOf('How many consumers to read at the same time') };

/** Builds the audit settings of one item. */
export function auditSettingsOf({ consumerScope, consumer: consumerId, auditFilters, auditSettings }: Values<typeof scopeParams & typeof settingsParams>): AuditSettings {
	const { includeHealthy, probe, thorough, ...thresholds } = auditSettings;
	const { consumerPrefix = '', search = '', services, unifiedApis, onlyConfigured = false } = auditFilters;
	return {
		scope: { consumerId: consumerScope === 'one' ? consumerId : undefined, consumerPrefix, search: search.trim(), unifiedApis, services, onlyConfigured },
		thresholds,
		includeHealthy,
		thorough,
		probe,
	};
}

const actors = multiOptions(
	'Who Must Act',
	[
		{ name: 'Apideck', value: 'apideck', description: 'Wait, or contact Apideck' },
		{ name: 'Consumer', value: 'consumer', description: 'The consumer must authorize again, or enter credentials or settings' },
		{ name: 'Nobody', value: 'nobody', description: 'For information only' },
		{ name: 'You', value: 'you', description: 'The owner of the Apideck application' },
	],
	{ default: [], description: 'Return only findings that one of these must act on. Leave empty to return all findings.' },
);

const minSeverity = options(
	'Severity at Least',
	[
		{ name: 'Critical', value: 'critical' },
		{ name: 'Info', value: 'info' },
		{ name: 'Warning', value: 'warning' },
	],
	{ default: 'warning', description: '' },
);

/** Which findings to return. It does not affect what is audited, counted and stored. */
export const findingFilter = collection(
	'Findings to Return',
	{
		minSeverity: optional(minSeverity, 'Omit findings below this severity. Resolved and disappeared findings keep their previous severity.'),
		actors,
	},
	{ placeholder: 'Add Filter', mustBeFilled: true },
);

/** Builds the filter of one item. */
export function matchesFilter({ minSeverity: least, actors: wanted }: Values<{ filter: typeof findingFilter }>['filter']): (finding: Finding) => boolean {
	const leastRank = severityRank(least ?? 'ok');
	return ({ severity, actor, change, previous_severity: previousSeverity }) => {
		// A resolved finding counts with the severity it had, so its end is reported only where its start was.
		const ended = change === 'resolved' || change === 'disappeared';
		const rank = severityRank(ended ? (previousSeverity ?? 'critical') : severity);
		return (wanted.length === 0 || wanted.some((one) => one === actor)) && rank >= leastRank;
	};
}

export const linkParams = {
	includeLink: orDefault(
		boolean('Include Re-Authorization Link', {
			default: false,
			description:
				'Whether to create one Vault session per affected consumer and add its link to the findings that the consumer can fix. The link works without a login until it expires, so send it only to that consumer.',
		}),
	),
	linkOptions: shownWhen(
		{ includeLink: [true] },
		collection(
			'Link Options',
			{
				sessionLength: lifetime('24h', 'How long the link works, as a number followed by m, h, d or w. The maximum is one week.'),
				redirectUri: webAddress('Redirect URL', {
					example: 'https://app.example.com/integrations',
					description: 'The URL that Vault redirects the consumer to afterward. It must be registered in Apideck if redirects are protected.',
				}),
			},
			// Otherwise, an expression without a value would make the link work longer than intended.
			{ placeholder: 'Add Option', mustBeFilled: true },
		),
	),
};

/** Undefined if no links are requested. */
export function linkSettingsOf({ linkOptions }: Values<typeof linkParams>): LinkSettings | undefined {
	if (linkOptions === undefined) return undefined;
	const { sessionLength, redirectUri } = linkOptions;
	const length = sessionLength ?? DEFAULT_LIFETIME;
	return { sessionLength: length.text, lifetimeMs: length.ms, redirectUri };
}

/** Used if 'Lifetime' is not added. */
const DEFAULT_LIFETIME: SessionLength = { text: '24h', ms: 86_400_000 };
