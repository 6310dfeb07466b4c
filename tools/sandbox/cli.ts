import { parseArgs } from 'node:util';

import { defaultScenario, large, startSandbox, type Sandbox, type SandboxOptions } from '.';

const DEFAULT_PORT = 4010;

const USAGE = `npm run sandbox [-- options]
  --port <n>        port on 127.0.0.1 (or SANDBOX_PORT; default ${DEFAULT_PORT}; 0 = any free one)
  --large [n]       n generated consumers with 5 connections each instead of the default scenario (default 10000)
  --latency <ms>    delay every response
  --rate <n>        accept n requests per second, respond with 429 above`;

/** Parses a whole number from 0. Throws an error that names the option. */
function count(name: string, value: string | undefined, fallback: number): number {
	if (value === undefined || value === '') return fallback;
	if (!/^\d+$/.test(value)) throw new Error(`${name} must be a whole number, not "${value}"`);
	return Number(value);
}

function readOptions(): SandboxOptions & { port: number } {
	const { values, positionals } = parseArgs({
		allowPositionals: true,
		options: {
			port: { type: 'string' },
			large: { type: 'boolean' },
			latency: { type: 'string' },
			rate: { type: 'string' },
			help: { type: 'boolean' },
		},
	});
	if (values.help) {
		console.log(USAGE);
		process.exit(0);
	}
	const rate = count('--rate', values.rate, 0);
	return {
		port: count('The port', values.port ?? process.env.SANDBOX_PORT, DEFAULT_PORT),
		scenario: values.large ? large({ consumers: count('--large', positionals[0], 10_000) }) : defaultScenario,
		latencyMs: count('--latency', values.latency, 0),
		...(rate > 0 && { rateLimit: { perSecond: rate } }),
	};
}

function welcome({ url, credentials, vault }: Sandbox): string {
	const ids = vault.consumerIds();
	return `Apideck Vault sandbox on ${url} (for development only: sends nothing to other machines and keeps data in memory)

Credential "Apideck API" in n8n:
  API Key      ${credentials.apiKey}
  App ID       ${credentials.appId}
  Consumer ID  ${credentials.consumerId}
  Base URL     ${credentials.baseUrl}

Consumers: ${ids.length}, for example ${ids.slice(0, 5).join(', ')}

Try it:
  curl '${url}/vault/connections?configured=true' \\
    -H 'authorization: Bearer ${credentials.apiKey}' -H 'x-apideck-app-id: ${credentials.appId}' \\
    -H 'x-apideck-consumer-id: ${credentials.consumerId}'
Make the next two requests fail:
  curl ${url}/_sandbox/faults -H 'content-type: application/json' \\
    -d '{"times":2,"fault":{"status":429,"headers":{"retry-after":"2"}}}'
Break a connection and send its events to every subscribed webhook:
  curl '${url}/_sandbox/connection/transition?consumer_id=${credentials.consumerId}&unified_api=crm&service_id=pipedrive' \\
    -H 'content-type: application/json' -d '{"event":"revoked"}'
List the received requests, or reset the sandbox:
  curl ${url}/_sandbox/requests
  curl -X POST ${url}/_sandbox/reset

Press Ctrl-C to stop.`;
}

async function main(): Promise<void> {
	const options = readOptions();
	const sandbox = await startSandbox(options).catch((error: NodeJS.ErrnoException) => {
		if (error.code !== 'EADDRINUSE') throw error;
		throw new Error(
			`Port ${options.port} is in use. Choose another one: SANDBOX_PORT=${options.port + 1} npm run sandbox`,
		);
	});
	console.log(welcome(sandbox));
	const end = () => {
		void sandbox.close().then(() => process.exit(0));
	};
	process.once('SIGINT', end);
	process.once('SIGTERM', end);
}

main().catch((error: unknown) => {
	console.error(error instanceof Error ? error.message : error);
	process.exitCode = 1;
});
