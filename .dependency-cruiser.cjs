/**
 * The allowed dependencies, see docs/architecture.md. `npm run lint` checks them, and test/architecture/ tests every rule.
 * @type {import('dependency-cruiser').IConfiguration}
 */
const NODE = '^nodes/ApideckVault/';
const SHIPPED = '^(nodes|credentials)/';

/** The folders of the node and the folders that each may import. Separate rules cover packages and Node's modules. */
const ALLOWED = {
	actions: ['fields', 'parameters', 'transport', 'audit', 'secrets', 'api'],
	methods: ['fields', 'parameters', 'transport', 'secrets', 'api'],
	trigger: ['fields', 'parameters', 'transport', 'audit/issues', 'audit/rules', 'secrets', 'api'],
	fields: ['parameters', 'secrets', 'api'],
	parameters: ['api'],
	transport: ['secrets', 'api'],
	'audit/scan': ['audit', 'transport', 'secrets', 'api'],
	'audit/report': ['audit/issues', 'audit/rules', 'audit/text.ts', 'api'],
	'audit/issues': ['audit/rules', 'audit/text.ts', 'api'],
	'audit/rules': ['audit/text.ts', 'api'],
	secrets: [],
	api: [],
};

const allowedImports = ([folder, targets]) => ({
	name: `allowed-imports-${folder.replace('/', '-')}`,
	comment: `${folder}/ may import ${targets.length > 0 ? targets.map((target) => `${target}/`).join(', ') : 'nothing'} besides itself.`,
	severity: 'error',
	from: { path: `${NODE}${folder}/` },
	to: { path: SHIPPED, pathNot: `${NODE}(${[folder, ...targets].join('|').replaceAll('.', '\\.')})(/|$)` },
});

const rule = (name, comment, from, to) => ({ name, comment, severity: 'error', from, to });

module.exports = {
	forbidden: [
		...Object.entries(ALLOWED).map(allowedImports),
		rule(
			'allowed-imports-node-file',
			'The Vault node file only imports actions, methods and secrets, the trigger file only trigger.',
			{ path: `${NODE}ApideckVault(Trigger)?\\.node\\.ts$` },
			{ path: SHIPPED, pathNot: `${NODE}(actions/(router|execute)\\.ts|(methods|trigger|secrets)/)` },
		),
		rule('nothing-imports-a-node-file', 'Only n8n loads node files.', { path: SHIPPED }, { path: `${NODE}[^/]+\\.node\\.ts$` }),
		rule(
			'only-resources-import-operations',
			'Code that two operations share belongs in a separate file.',
			{ path: SHIPPED, pathNot: `${NODE}actions/[^/]+/index\\.ts$` },
			{ path: `${NODE}actions/.+\\.operation\\.ts$` },
		),
		rule(
			'only-the-router-imports-resources',
			'Only actions/router.ts combines the resources.',
			{ path: SHIPPED, pathNot: `${NODE}actions/router\\.ts$` },
			{ path: `${NODE}actions/[^/]+/index\\.ts$` },
		),
		rule(
			'resources-list-only-their-own-operations',
			"A resource's index.ts only lists the operations of its own folder.",
			{ path: `${NODE}actions/([^/]+)/index\\.ts$` },
			{ path: `${NODE}actions/.+\\.operation\\.ts$`, pathNot: `${NODE}actions/$1/` },
		),
		rule(
			'allowed-imports-credential',
			'The credential only needs the base URL check and the key normalization.',
			{ path: '^credentials/' },
			{ path: SHIPPED, pathNot: `${NODE}(transport/baseUrl|secrets/apiKey)\\.ts$` },
		),
		rule('no-import-of-a-credential', 'The node gets credentials from n8n and does not use their code.', { path: '^nodes/' }, { path: '^credentials/' }),
		rule(
			'shipped-imports-only-shipped-files',
			'The package does not contain tests and tools.',
			{ path: SHIPPED },
			{ pathNot: [SHIPPED, 'node_modules'], dependencyTypesNot: ['core'] },
		),
		rule(
			'shipped-has-no-runtime-dependency',
			'n8n only verifies packages without dependencies. Allowed are n8n-workflow, which n8n provides, and node:crypto.',
			{ path: SHIPPED },
			{ dependencyTypesNot: ['local', 'localmodule', 'aliased'], pathNot: [SHIPPED, 'node_modules/n8n-workflow/', '^(node:)?crypto$'] },
		),
		rule(
			'pure-folders-do-not-depend-on-n8n',
			'Audit rules, issues and reports, secrets, API types and the verification of deliveries do not depend on n8n, not even indirectly.',
			{ path: `${NODE}(audit/(rules|issues|report|text)|secrets/|api/|trigger/(deduplication|delivery|events)\\.ts$)` },
			{ path: 'node_modules', reachable: true },
		),
		rule(
			'doubles-are-independent',
			'The sandbox and the engine test the node, so they share no code with it or with each other.',
			{ path: '^tools/(sandbox|engine)/' },
			{ pathNot: ['^tools/$1/', 'node_modules'], dependencyTypesNot: ['core'] },
		),
		rule(
			'tools-do-not-import-programs',
			'The programs (demo, dev, bench) import the sandbox, the engine, n8n and the scripts, not vice versa.',
			{ path: '^tools/(n8n|sandbox|engine|scripts)/' },
			{ path: '^tools/(demo|dev|bench)/' },
		),
		rule('no-cycle', 'Circular imports are not allowed.', {}, { circular: true }),
		rule(
			'no-orphan',
			'Every file imports another file or is imported.',
			// n8n's loader and jest's module map load these files by path.
			{ orphan: true, pathNot: ['\\.d\\.c?ts$', '^test/(tools/engine/fixture|preload/packages)/'] },
			{},
		),
		rule('no-unresolved-import', 'Every import must resolve to a file.', {}, { couldNotResolve: true }),
	],
	options: {
		doNotFollow: { path: 'node_modules' },
		exclude: { path: ['^(dist|\\.cache|coverage|tools/scan)/', 'eslint\\.config\\.mjs$'] },
		tsPreCompilationDeps: true,
		tsConfig: { fileName: 'tsconfig.json' },
		enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'require', 'node', 'default', 'types'] },
		// Node 24 has this module, but older supported versions may not.
		builtInModules: { add: ['node:sqlite', 'sqlite'] },
	},
};
