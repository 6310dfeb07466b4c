import type { Sandbox } from './server';
import type { ConnectionKey } from './state/vault';
import type { Transition } from './webhooks/transition';

/** The values for n8n's credential dialog, one line per field, in its order and with its labels. */
export function credentialLines({ credentials }: Sandbox): string[] {
	return [
		`API Key              ${credentials.apiKey}`,
		`App ID               ${credentials.appId}`,
		`Default Consumer ID  ${credentials.consumerId}`,
		`Base URL             ${credentials.baseUrl}`,
	];
}

/** A shell command, in two lines, that changes a connection and sends its events to every subscribed webhook. */
export function transitionCommand({ url }: Sandbox, { consumerId, unifiedApi, serviceId }: ConnectionKey, event: Transition): string[] {
	return [
		`curl '${url}/_sandbox/connection/transition?consumer_id=${consumerId}&unified_api=${unifiedApi}&service_id=${serviceId}' \\`,
		`  -H 'content-type: application/json' -d '{"event":"${event}"}'`,
	];
}
