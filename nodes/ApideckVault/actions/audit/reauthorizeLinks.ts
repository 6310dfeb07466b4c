import type { INodeProperties } from 'n8n-workflow';

import type { Finding } from '../../audit/finding';
import { isRepairableByConsumer } from '../../audit/verdict';
import { readAdded } from '../../fields/added';
import { readBoolean } from '../../fields/boolean';
import { fitsHeader } from '../../fields/consumer';
import type { Item } from '../../fields/item';
import { readSessionLength } from '../../fields/sessionLength';
import { isEmpty } from '../../fields/text';
import { readWebAddress } from '../../fields/webAddress';
import { parseDeadline } from '../../vault/time';
import { isUnifiedApiId } from '../../vault/unifiedApis';
import type { ItemCall } from '../operation';
import { Pool } from '../pool';
import { isStopped, passOn, reasonOf, whyUnread } from './refusal';
import type { Turns } from './turns';

/** A finding with the link that lets its consumer repair it. */
export interface LinkedFinding extends Finding {
	/** Opens Hosted Vault for this consumer without a login. Anyone who has the link can act for the consumer. */
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

const linkOptions: INodeProperties = {
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
};

export const linkFields: INodeProperties[] = [
	{
		displayName: 'Include Re-Authorization Link',
		name: 'includeLink',
		type: 'boolean',
		default: false,
		description:
			'Whether to create one Vault session per affected consumer and add its link to the findings that the consumer can repair. The link works without a login until it expires: send it only to that consumer.',
	},
	linkOptions,
];

/** Undefined when no links are wanted. @throws NodeOperationError for a lifetime or URL that Apideck would refuse */
export function readLinkSettings(item: Item): LinkSettings | undefined {
	const label = 'Include Re-Authorization Link';
	const wanted = readBoolean(item, label, item.value<boolean>('includeLink', false, label));
	if (!wanted) return undefined;
	// An expression without a value would make the link work longer than was meant.
	const options = readAdded(item, linkOptions);
	const length = readSessionLength(item, 'Lifetime', isEmpty(options['sessionLength']) ? '24h' : options['sessionLength']);
	const redirectUri = readWebAddress(item, 'Redirect URL', options['redirectUri']);
	return { sessionLength: length.text, lifetimeMs: length.ms, redirectUri };
}

/**
 * Adds links to the findings that a consumer can repair: one session per consumer, limited to the unified APIs that need
 * work, in isolation mode and with re-authorizing as the only action.
 * A session that cannot be created leaves a note in the finding and does not end the run.
 */
export async function addLinks(call: ItemCall, findings: Finding[], settings: LinkSettings, turns: Turns): Promise<LinkedFinding[]> {
	const linked: LinkedFinding[] = [];
	const byConsumer = new Map<string, LinkedFinding[]>();
	for (const found of findings) {
		await turns.next();
		const finding: LinkedFinding = { ...found };
		linked.push(finding);
		if (finding.service_id === null || finding.change === 'resolved' || !isRepairableByConsumer(finding)) continue;
		// What Apideck does not know may limit the session to nothing: the link would open every connection of the consumer.
		if (typeof finding.unified_api !== 'string' || !isUnifiedApiId(finding.unified_api)) {
			finding.reauthorize_note = 'No link: the response names no unified API that the link could be limited to';
			continue;
		}
		const known = byConsumer.get(finding.consumer_id);
		if (known) known.push(finding);
		else byConsumer.set(finding.consumer_id, [finding]);
	}
	const pool = new Pool();
	let failure: { error: unknown } | undefined;
	for (const [consumerId, repairable] of byConsumer) {
		await pool.room(call.options.concurrency);
		await turns.next();
		if (failure) break;
		pool.start(async () => {
			try {
				await link(call, consumerId, repairable, settings, turns);
			} catch (error) {
				if (isStopped(call, error)) failure ??= { error };
				else for (const finding of repairable) finding.reauthorize_note ??= `No link: ${noteOf(error)}`;
			}
		});
	}
	await pool.idle();
	if (failure) throw passOn(failure.error);
	return linked;
}

/** The key made the audit: what is refused here is refused for this consumer. */
function noteOf(error: unknown): string {
	return reasonOf(error) === undefined || !(error instanceof Error) ? whyUnread(error) : error.message;
}

async function link(call: ItemCall, consumerId: string, findings: LinkedFinding[], settings: LinkSettings, turns: Turns): Promise<void> {
	const note = (text: string) => {
		for (const finding of findings) finding.reauthorize_note = text;
	};
	// Headers drop such characters: the session could be created for a different consumer.
	if (!fitsHeader(consumerId)) return note("No link: an HTTP header cannot carry this consumer's ID");
	const created = Date.now();
	const { data } = await call.request<{ session_uri?: unknown; session_token?: unknown; expires_at?: unknown }>({
		method: 'POST',
		path: ['vault', 'sessions'],
		consumerId,
		// Safe to retry: an extra session grants nothing new, but a lost link means the consumer is never asked.
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
	const expiresAt = new Date(parseDeadline(data.expires_at) ?? created + settings.lifetimeMs).toISOString();
	for (const finding of findings) {
		await turns.next();
		const url = deepLink(data, finding);
		if (url === undefined) {
			finding.reauthorize_note = "No link: Apideck's response holds none";
			continue;
		}
		finding.reauthorize_url = url;
		finding.reauthorize_url_expires_at = expiresAt;
	}
}

/** An ID that stays one segment of a path whatever reads it. */
const PLAIN_ID = /^[\w-]{1,200}$/;

/** Mail programs cut longer links. A session token is a tenth of this. */
const MAX_URL = 16_000;

/**
 * Straight to the one connection; to the session's own page when Apideck gives no token. Undefined for what is no web address:
 * the link goes into mails.
 */
function deepLink(
	{ session_uri: uri, session_token: token }: { session_uri?: unknown; session_token?: unknown },
	{ unified_api, service_id }: Finding,
): string | undefined {
	if (typeof uri !== 'string' || uri.length > MAX_URL || !URL.canParse(uri) || !/^https?:$/.test(new URL(uri).protocol)) return undefined;
	if (typeof token !== 'string' || token === '' || token.length > MAX_URL || !PLAIN_ID.test(unified_api ?? '') || !PLAIN_ID.test(service_id ?? '')) return uri;
	const url = new URL(`/integrations/${unified_api}/${service_id}`, uri);
	url.search = new URLSearchParams({ jwt: token, isolation: 'true' }).toString();
	return url.href;
}
