import { invalidParams } from '../errors';
import { readableToken } from '../state/links';
import type { ConsumerMetadata } from '../wire';
import { CONSUMER, consumerOf, ok, type Routes } from './route';
import { sessionBody } from './schemas';

interface SessionBody {
	consumer_metadata?: ConsumerMetadata;
	redirect_uri?: string;
	settings?: { session_length?: string; [key: string]: unknown };
	theme?: Record<string, string>;
	custom_consumer_settings?: Record<string, unknown>;
}

const UNIT_SECONDS: Record<string, number> = { s: 1, m: 60, h: 3_600, d: 86_400, w: 604_800 };
const MAX_SECONDS = 604_800;

/** `30m`, `1h`, `7d` as seconds; at most one week. Throws 400. */
function sessionSeconds(length: string): number {
	const seconds = Number.parseInt(length, 10) * (UNIT_SECONDS[length.slice(-1)] ?? 1);
	if (seconds > MAX_SECONDS) throw invalidParams('body.settings.session_length must be at most 1 week');
	return seconds;
}

/** Creates a Hosted Vault session, and a new consumer if needed. */
export const sessionRoutes: Routes = (app, context) => {
	app.post<{ Body: SessionBody | null }>(
		'/vault/sessions',
		{ ...CONSUMER, schema: { body: { ...sessionBody, type: ['object', 'null'] } } },
		(request) => {
			const body = request.body ?? {};
			const consumerId = consumerOf(request);
			const lifetime = sessionSeconds(body.settings?.session_length ?? '1h');
			const known = context.vault().findConsumer(consumerId);
			if (!known || body.consumer_metadata) context.vault().putConsumer(consumerId, body.consumer_metadata);
			const issued = Math.floor(context.now() / 1000);
			const token = readableToken({
				application_id: context.appId,
				consumer_id: consumerId,
				...body,
				iat: issued,
				exp: issued + lifetime,
			});
			return ok({ session_uri: `https://vault.apideck.com/session/${token}`, session_token: token });
		},
	);
};
