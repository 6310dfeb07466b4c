import type { Finding } from '../issues/finding';
import { isRepairableByConsumer } from '../rules/verdict';
import { isHeaderSafe, isUnifiedApiId } from '../../api/ids';
import { parseDeadline } from '../../api/time';
import type { VaultCall } from '../../transport/call';
import { Pool } from '../../transport/concurrency';
import { isCancellation, asThrowable, reasonOf, describeReadError } from './consumerResponse';
import type { AuditHost, Yielder } from './scanContext';

/** A finding with the link for the consumer to fix it. */
export interface LinkedFinding extends Finding {
	/** When `reauthorize_url` expires, ISO 8601. */
	reauthorize_url_expires_at?: string;
	/** Why there is no link although the consumer could fix it. */
	reauthorize_note?: string;
}

export interface LinkSettings {
	/** In Apideck's format, such as 24h. */
	sessionLength: string;
	lifetimeMs: number;
	redirectUri: string | undefined;
}

/**
 * Adds links to the findings that a consumer can fix: one session per consumer, limited to the affected unified APIs, in isolation
 * mode, with re-authorizing as the only action. If a session cannot be created, the finding gets a note and the run continues.
 */
export async function addLinks(host: AuditHost, findings: Finding[], settings: LinkSettings, yielder: Yielder): Promise<LinkedFinding[]> {
	const linked: LinkedFinding[] = [];
	const byConsumer = new Map<string, LinkedFinding[]>();
	for (const original of findings) {
		await yielder.yieldIfDue();
		const finding: LinkedFinding = { ...original };
		linked.push(finding);
		if (finding.service_id === null || finding.change === 'resolved' || !isRepairableByConsumer(finding)) continue;
		// An unknown unified API might not limit the session at all, and the link would open every connection of the consumer.
		if (typeof finding.unified_api !== 'string' || !isUnifiedApiId(finding.unified_api)) {
			finding.reauthorize_note = 'No link: the connection has no known unified API to limit the link to';
			continue;
		}
		const known = byConsumer.get(finding.consumer_id);
		if (known) known.push(finding);
		else byConsumer.set(finding.consumer_id, [finding]);
	}
	const pool = new Pool();
	let failure: { error: unknown } | undefined;
	for (const [consumerId, repairable] of byConsumer) {
		await pool.waitForSlot(host.options.concurrency);
		await yielder.yieldIfDue();
		if (failure) break;
		pool.run(async () => {
			try {
				await createLink(host, consumerId, repairable, settings, yielder);
			} catch (error) {
				if (isCancellation(host, error)) failure ??= { error };
				else for (const finding of repairable) finding.reauthorize_note ??= `No link: ${describeLinkError(error)}`;
			}
		});
	}
	await pool.onIdle();
	if (failure) throw asThrowable(failure.error);
	return linked;
}

/** The API key worked for the audit, so a refusal here concerns this consumer. */
function describeLinkError(error: unknown): string {
	return reasonOf(error) === undefined || !(error instanceof Error) ? describeReadError(error) : error.message;
}

async function createLink(host: AuditHost, consumerId: string, findings: LinkedFinding[], settings: LinkSettings, yielder: Yielder): Promise<void> {
	const setNote = (text: string) => {
		for (const finding of findings) finding.reauthorize_note = text;
	};
	// Headers drop such characters: the session could be created for a different consumer.
	if (!isHeaderSafe(consumerId)) return setNote("No link: this consumer's ID can't be sent in an HTTP header");
	const created = Date.now();
	const request: VaultCall = {
		method: 'POST',
		path: ['vault', 'sessions'],
		consumerId,
		// Safe to retry: an extra session grants nothing new, but a lost link means the consumer is never asked.
		idempotent: true,
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
	};
	const { data } = await host.vault.request<{ session_uri?: unknown; session_token?: unknown; expires_at?: unknown }>(request, host.options.request);
	const expiresAt = new Date(parseDeadline(data.expires_at) ?? created + settings.lifetimeMs).toISOString();
	for (const finding of findings) {
		await yielder.yieldIfDue();
		const url = deepLink(data, finding);
		if (url === undefined) {
			finding.reauthorize_note = "No link: Apideck's response contains no valid link";
			continue;
		}
		finding.reauthorize_url = url;
		finding.reauthorize_url_expires_at = expiresAt;
	}
}

/** An ID that is one path segment for every parser. */
const PATH_SAFE_ID = /^[\w-]{1,200}$/;

/** Mail programs truncate longer links. A session token is a tenth of this. */
const MAX_URL_LENGTH = 16_000;

/**
 * Links directly to the connection, or to the session's own page if Apideck returned no token. Undefined if the URL is invalid,
 * because the link is sent in emails.
 */
function deepLink(
	{ session_uri: uri, session_token: token }: { session_uri?: unknown; session_token?: unknown },
	{ unified_api, service_id }: Finding,
): string | undefined {
	if (typeof uri !== 'string' || uri.length > MAX_URL_LENGTH || !URL.canParse(uri) || !/^https?:$/.test(new URL(uri).protocol)) return undefined;
	if (typeof token !== 'string' || token === '' || token.length > MAX_URL_LENGTH || !PATH_SAFE_ID.test(unified_api ?? '') || !PATH_SAFE_ID.test(service_id ?? '')) return uri;
	const url = new URL(`/integrations/${unified_api}/${service_id}`, uri);
	url.search = new URLSearchParams({ jwt: token, isolation: 'true' }).toString();
	return url.href;
}
