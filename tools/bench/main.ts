import { audit } from './audit/audit';
import { readFlags, USAGE } from './flags';
import { limits } from './limits/limits';
import { compare } from './requests/compare';

async function main(args: string[]): Promise<void> {
	const flags = readFlags(args);
	if (flags.help) console.log(USAGE);
	else if (flags.audit) await audit(flags);
	else if (flags.limits) await limits(flags);
	else await compare(flags);
}

main(process.argv.slice(2)).catch((error: unknown) => {
	console.error(error instanceof Error ? error.message : error);
	// This also ends the measured processes, which exit when their channel closes.
	process.exit(1);
});
