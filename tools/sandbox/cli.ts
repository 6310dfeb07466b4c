import { DEFAULT_PORT, demoScenario, large, startSandbox, type Sandbox, type SandboxOptions } from '.';
import { credentialLines, transitionCommand } from './instructions';

/** The options as typed (tools/scripts/commandLines.mjs). */
interface Typed {
	values: { port?: string; large?: boolean; latency?: string; rate?: string };
	positionals: string[];
}

/** Parses a whole number from 0. Throws an error that names the option. */
function count(name: string, value: string | undefined, fallback: number): number {
	if (value === undefined || value === '') return fallback;
	if (!/^\d+$/.test(value)) throw new Error(`${name} must be a whole number, not "${value}"`);
	return Number(value);
}

function readOptions({ values, positionals }: Typed): SandboxOptions & { port: number } {
	const rate = count('--rate', values.rate, 0);
	return {
		port: count('The port', values.port ?? process.env.SANDBOX_PORT, DEFAULT_PORT),
		scenario: values.large ? large({ consumers: count('--large', positionals[0], 10_000) }) : demoScenario,
		latencyMs: count('--latency', values.latency, 0),
		...(rate > 0 && { rateLimit: { perSecond: rate } }),
	};
}

const indented = (lines: string[]) => lines.map((line) => `  ${line}`).join('\n');

function welcome(sandbox: Sandbox): string {
	const { url, credentials, vault } = sandbox;
	const ids = vault.consumerIds();
	return `Apideck Vault sandbox on ${url} (for development only: sends nothing to other machines and keeps data in memory)

Credential "Apideck API" in n8n:
${indented(credentialLines(sandbox))}

Consumers: ${ids.length}, for example ${ids.slice(0, 5).join(', ')}

Try it:
  curl '${url}/vault/connections?configured=true' \\
    -H 'authorization: Bearer ${credentials.apiKey}' -H 'x-apideck-app-id: ${credentials.appId}' \\
    -H 'x-apideck-consumer-id: ${credentials.consumerId}'
Make the next two requests fail:
  curl ${url}/_sandbox/faults -H 'content-type: application/json' \\
    -d '{"times":2,"fault":{"status":429,"headers":{"retry-after":"2"}}}'
Break a connection and send its events to every subscribed webhook:
${indented(transitionCommand(sandbox, { consumerId: credentials.consumerId, unifiedApi: 'crm', serviceId: 'pipedrive' }, 'revoked'))}
List the received requests, or reset the sandbox:
  curl ${url}/_sandbox/requests
  curl -X POST ${url}/_sandbox/reset

Press Ctrl-C to stop.`;
}

/** `npm run sandbox`: resolves with the exit code once the sandbox runs. The sandbox stays open until a signal. */
export async function main(typed: Typed): Promise<number> {
	const options = readOptions(typed);
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
	return 0;
}
