import type { INodeProperties } from 'n8n-workflow';
import { NodeApiError } from 'n8n-workflow';

import type { Finding } from '../../audit/finding';
import { isRepairableByConsumer } from '../../audit/verdict';
import { readBoolean } from '../../fields/boolean';
import { fitsHeader } from '../../fields/consumer';
import type { Item } from '../../fields/item';
import { readSessionLength } from '../../fields/sessionLength';
import { isEmpty } from '../../fields/text';
import { readWebAddress } from '../../fields/webAddress';
import type { ItemCall } from '../operation';
import { Pool } from '../pool';

/** A finding with the link that lets its consumer repair it. */
export interface LinkedFinding extends Finding {
	/** Opens Hosted Vault for this consumer without a login: whoever has it can act for the consumer. */
	reauthorize_url?: string;
	/** ISO 8601. */
	reauthorize_url_expires_at?: string;
	/** Why there is no link although there should be one. */
	reauthorize_note?: string;
}

export interface LinkSettings {
	/** As Apideck takes it, such as 24h. */
	sessionLength: string;
	lifetimeMs: number;
	redirectUri: string | undefined;
}

export const linkFields: INodeProperties[] = [
	{
		displayName: 'Include Re-Authorization Link',
		name: 'includeLink',
		type: 'boolean',
		default: false,
		description:
			'Whether to create one Vault session per affected consumer and add its link to the findings that the consumer can repair. The link works without a login until it expires: send it only to that consumer.',
	},
	{
		displayName: 'Link Options',
		name: 'linkOptions',
		type: 'collection',
		placeholder: 'Add option',
		default: {},
		displayOptions: { show: { includeLink: [true] } },
		options: [
			{
				displayName: 'Lifetime',
				name: 'sessionLength',
				type: 'string',
				default: '24h',
				placeholder: 'e.g. 24h',
				description: 'How long the link works: a number with m, h, d or w, at most one week',
			},
			{
				displayName: 'Redirect URL',
				name: 'redirectUri',
				type: 'string',
				default: '',
				placeholder: 'e.g. https://app.example.com/integrations',
				description: 'Where Vault sends the consumer afterwards. It must be registered in Apideck if redirects are protected.',
			},
		],
	},
];

/** Undefined when no links are wanted. @throws NodeOperationError for a lifetime or URL that Apideck would refuse */
export function readLinkSettings(item: Item): LinkSettings | undefined {
	const label = 'Include Re-Authorization Link';
	const wanted = readBoolean(item, label, item.value<boolean>('includeLink', false, label));
	if (!wanted) return undefined;
	const options = item.collection('linkOptions', 'Link Options');
	const length = readSessionLength(item, 'Lifetime', isEmpty(options['sessionLength']) ? '24h' : options['sessionLength']);
	const redirectUri = readWebAddress(item, 'Redirect URL', options['redirectUri']);
	return { sessionLength: length.text, lifetimeMs: length.ms, redirectUri };
}

/**
 * Adds links to the findings that a consumer can repair: one session per consumer, limited to the unified APIs that need
 * work, in isolation mode and with re-authorizing as the only action.
 * A session that cannot be created leaves a note in the finding and does not end the run.
 */
export async function addLinks(call: ItemCall, findings: Finding[], settings: LinkSettings): Promise<LinkedFinding[]> {
	const linked: LinkedFinding[] = findings.map((finding) => ({ ...finding }));
	const byConsumer = new Map<string, LinkedFinding[]>();
	for (const finding of linked) {
		if (finding.service_id === null || finding.change === 'resolved' || !isRepairableByConsumer(finding)) continue;
		byConsumer.set(finding.consumer_id, [...(byConsumer.get(finding.consumer_id) ?? []), finding]);
	}
	const pool = new Pool();
	let failure: { error: unknown } | undefined;
	for (const [consumerId, repairable] of byConsumer) {
		await pool.room(call.options.concurrency);
		if (failure || call.vault.signal?.aborted) break;
		pool.start(async () => {
			try {
				await link(call, consumerId, repairable, settings);
			} catch (error) {
				if (!(error instanceof NodeApiError) || call.vault.signal?.aborted) failure ??= { error };
				else for (const finding of repairable) finding.reauthorize_note = `No link: ${error.message}`;
			}
		});
	}
	await pool.idle();
	if (failure) throw failure.error;
	return linked;
}

async function link(call: ItemCall, consumerId: string, findings: LinkedFinding[], settings: LinkSettings): Promise<void> {
	if (!fitsHeader(consumerId)) {
		// What a header drops would make it another consumer's ID, and the link theirs.
		for (const finding of findings) finding.reauthorize_note = "No link: an HTTP header cannot carry this consumer's ID";
		return;
	}
	const created = Date.now();
	const { data } = await call.request<{ session_uri?: string; session_token?: string }>({
		method: 'POST',
		path: ['vault', 'sessions'],
		consumerId,
		// A session too many opens nothing that the first would not; a link that is never sent is a consumer who is never asked.
		repeatable: true,
		body: {
			...(settings.redirectUri === undefined ? {} : { redirect_uri: settings.redirectUri }),
			settings: {
				unified_apis: [...new Set(findings.map(({ unified_api }) => unified_api))],
				isolation_mode: true,
				session_length: settings.sessionLength,
				show_logs: false,
				allow_actions: ['reauthorize'],
			},
		},
	});
	for (const finding of findings) {
		const url = deepLink(data, finding);
		if (url === undefined) {
			finding.reauthorize_note = "No link: Apideck's answer holds none";
			continue;
		}
		finding.reauthorize_url = url;
		finding.reauthorize_url_expires_at = new Date(created + settings.lifetimeMs).toISOString();
	}
}

/** An ID that stays one segment of a path whatever reads it. */
const PLAIN_ID = /^[\w-]+$/;

/**
 * Straight to the one connection; to the session's own page when Apideck gives no token. Undefined for what is no web address:
 * the link goes into mails.
 */
function deepLink(
	{ session_uri: uri, session_token: token }: { session_uri?: unknown; session_token?: unknown },
	{ unified_api, service_id }: Finding,
): string | undefined {
	if (typeof uri !== 'string' || !URL.canParse(uri) || !/^https?:$/.test(new URL(uri).protocol)) return undefined;
	if (typeof token !== 'string' || token === '' || !PLAIN_ID.test(unified_api ?? '') || !PLAIN_ID.test(service_id ?? '')) return uri;
	const url = new URL(`/integrations/${unified_api}/${service_id}`, uri);
	url.search = new URLSearchParams({ jwt: token, isolation: 'true' }).toString();
	return url.href;
}
