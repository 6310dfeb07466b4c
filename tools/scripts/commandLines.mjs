// The command lines of the npm scripts. Free of dependencies: help is printed and wrong options are rejected before anything is installed or built.
import util from 'node:util';

const flag = { type: 'boolean' };
const text = { type: 'string' };
const HELP = { help: { type: 'boolean', short: 'h' } };

const N8N_VARIABLES = `Environment: SANDBOX_PORT and N8N_PORT (default: 4010 and 5678, or the next free ones), APIDECK_VAULT_E2E_DIR (where n8n is installed)`;

export const COMMAND_LINES = {
	start: {
		options: { audit: flag, once: flag, reset: flag },
		usage: `npm start [-- options]
  --audit   only run the audit in the embedded engine, without installing n8n
  --once    also run it in a real n8n, then exit instead of keeping the editor open
  --reset   forget the changes in the sandbox and start with its original data
${N8N_VARIABLES}`,
	},
	dev: {
		options: { reset: flag },
		usage: `npm run dev [-- options]
  Runs a real n8n with this package and the sandbox. Changed sources are compiled and reloaded, also in open editors.
  --reset   forget the changes in the sandbox and start with its original data
${N8N_VARIABLES}`,
	},
	sandbox: {
		options: { port: text, large: flag, latency: text, rate: text },
		allowPositionals: true,
		usage: `npm run sandbox [-- options]
  --port <n>        port on 127.0.0.1 (or SANDBOX_PORT; default 4010; 0 = any free one)
  --large [n]       n generated consumers with 5 connections each instead of the demo's companies (default 10000)
  --latency <ms>    delay every response
  --rate <n>        accept n requests per second, respond with 429 above`,
	},
	bench: {
		options: {
			...{ audit: flag, limits: flag, write: flag, quick: flag, rounds: text, items: text, latency: text, only: text, engine: text, profile: text },
			...{ consumers: text, 'standard-consumers': text, limiter: text, heap: text },
		},
		usage: `npm run bench [-- options]
  --quick               fewer rounds
  --rounds N            rounds of the comparison (5; with --quick 2)
  --items N             items of one round (1000)
  --latency MS          latency of the server (100); with less, CPU time is measured sooner
  --only a,b            only these cases (vault, bare, bare-parameters, declarative, lean, http-request, axios, axios-keep-alive)
  --engine NAME         n8n's expression engine: legacy (the library's default) or vm (an n8n server's default)
  --profile FOLDER      write a CPU profile of every measured process to this folder
  --write               write the figures to docs/figures.md

  --limits              measure huge, hostile and endless responses instead

  --audit               measure the audit of many consumers under a rate limit instead
  --consumers N         number of consumers (10000; with --quick 2000)
  --limiter NAME        the server's rate limit: bucket (bursts of 100, 100 per second) or window (100 in every second)
  --heap MB             heap limit of all measured processes, as --max-old-space-size (default: V8's, plus another run of this node with 256)
  --standard-consumers N  consumers for the workflow of standard nodes (as --consumers; 0 to skip it)`,
	},
};

/**
 * Reads the arguments of a command. When they ask for help or are wrong, prints the usage and returns only an exit code.
 * @returns {{ code: number } | { values: object, positionals: string[] }}
 */
export function readCommandLine({ usage, options, allowPositionals = false }, args) {
	try {
		const { values, positionals } = util.parseArgs({ args, options: { ...options, ...HELP }, allowPositionals });
		if (!values.help) return { values, positionals };
		console.log(usage);
		return { code: 0 };
	} catch (error) {
		// The later sentences explain parser syntax that does not help here.
		console.error(`${error.message.split('. ')[0]}\n\n${usage}`);
		return { code: 1 };
	}
}
