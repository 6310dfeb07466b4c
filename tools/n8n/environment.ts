const LOOPBACK = '127.0.0.1';

// Variables that must not reach this n8n: another n8n's database, queue and key, and those set by npm and jest.
const INHERITED = /^((N8N|DB|EXECUTIONS|QUEUE|CREDENTIALS|WEBHOOK|WORKFLOWS|GENERIC|npm|JEST)_|NODE_ENV$)/;

/** `NO_PROXY` with the loopback interface, because the sandbox is not reachable through a proxy. */
export function withoutProxyForLoopback(noProxy = ''): string {
	const hosts = new Set([...noProxy.split(','), LOOPBACK, 'localhost'].map((host) => host.trim()).filter(Boolean));
	return [...hosts].join(',');
}

/** The environment of an isolated n8n: separate folder, SQLite, loopback only, no telemetry, no version checks. */
export function environmentForN8n(
	userFolder: string,
	ports: { editor: number; broker: number },
	extra: Record<string, string> = {},
): Record<string, string> {
	const own = Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined && !INHERITED.test(entry[0]));
	const address = `http://${LOOPBACK}:${ports.editor}/`;
	const noProxy = withoutProxyForLoopback(process.env.NO_PROXY ?? process.env.no_proxy);
	return {
		...Object.fromEntries(own),
		NO_PROXY: noProxy,
		no_proxy: noProxy,
		N8N_USER_FOLDER: userFolder,
		N8N_LISTEN_ADDRESS: LOOPBACK,
		N8N_PORT: String(ports.editor),
		N8N_RUNNERS_BROKER_PORT: String(ports.broker),
		N8N_EDITOR_BASE_URL: address,
		WEBHOOK_URL: address,
		GENERIC_TIMEZONE: Intl.DateTimeFormat().resolvedOptions().timeZone,
		N8N_SECURE_COOKIE: 'false',
		N8N_DIAGNOSTICS_ENABLED: 'false',
		N8N_VERSION_NOTIFICATIONS_ENABLED: 'false',
		N8N_TEMPLATES_ENABLED: 'false',
		N8N_PERSONALIZATION_ENABLED: 'false',
		...extra,
	};
}
