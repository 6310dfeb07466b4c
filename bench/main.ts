/* eslint-disable @n8n/community-nodes/no-restricted-globals, no-console -- development only: never runs inside n8n */
import { audit } from './audit/audit';
import { readFlags, USAGE } from './flags';
import { limits } from './limits/limits';
import { compare } from './requests/compare';

async function main(args: string[]): Promise<void> {
	const flags = readFlags(args);
	if (flags.help) console.log(USAGE);
	else if (flags.audit) await audit(flags);
	else if (flags.limits) await limits();
	else await compare(flags);
}

main(process.argv.slice(2)).catch((error: unknown) => {
	console.error(error instanceof Error ? error.message : error);
	// Ends the measured processes too: they end when their channel to this one closes.
	process.exit(1);
});
