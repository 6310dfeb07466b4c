import { share } from './test/mutation/share.mjs';

/** Mutation testing: `npm test -- mutation`; one folder: `npx stryker run -m 'nodes/ApideckVault/audit/**\/*.ts'`. */
export default {
	testRunner: 'jest',
	appendPlugins: ['./test/mutation/share.mjs'],
	ignorers: share > 1 ? ['share'] : [],
	jest: { configFile: 'test/mutation/jest.config.cjs' },
	coverageAnalysis: 'perTest',
	mutate: [
		'nodes/ApideckVault/{actions,audit,parameters,transport,trigger}/**/*.ts',
		// Only engine tests cover these, which take seconds per mutant. A share must finish within minutes.
		...(share > 1 ? ['!nodes/ApideckVault/actions/**', '!nodes/ApideckVault/audit/scan/**'] : []),
	],
	// Code that runs once while a module is loaded, such as tables of texts: 15 % of the mutants, 70 % of the time.
	ignoreStatic: true,
	// esbuild strips types without looking at them.
	disableTypeChecks: false,
	concurrency: 2,
	// A jest that runs hundreds of times in one process takes gigabytes.
	maxTestRunnerReuse: 300,
	thresholds: { high: 95, low: 85, break: 85 },
	// Every mutant that survived, and the table; what is known of them is in test/mutation/known-survivors.md.
	reporters: ['clear-text', 'json', process.stdout.isTTY ? 'progress' : 'progress-append-only'],
	allowConsoleColors: process.stdout.isTTY === true,
	clearTextReporter: { logTests: false, reportTests: false },
	jsonReporter: { fileName: '.cache/mutation/report.json' },
	incrementalFile: '.cache/mutation/incremental.json',
	tempDirName: '.cache/stryker',
	ignorePatterns: ['.cache', '.git', 'dist', 'coverage', '.ci', 'test/e2e', 'tools/bench', 'tools/demo', 'tools/scan', 'icons', '*.tgz'],
};
