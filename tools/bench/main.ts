import { audit } from './audit/audit';
import { readFlags, type Options } from './flags';
import { limits } from './limits/limits';
import { compare } from './requests/compare';

async function main(options: Options): Promise<void> {
	const flags = readFlags(options);
	if (flags.audit) await audit(flags);
	else if (flags.limits) await limits(flags);
	else await compare(flags);
}

// run.mjs parses the command line.
main(JSON.parse(process.argv[2] ?? '{}') as Options).catch((error: unknown) => {
	console.error(error instanceof Error ? error.message : error);
	// This also ends the measured processes, which exit when their channel closes.
	process.exit(1);
});
