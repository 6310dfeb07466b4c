/**
 * Which folder may import what: the arrows of docs/architecture.md. Part of `npm run lint`; that each rule fires is proved by
 * test/architecture/.
 * @type {import('dependency-cruiser').IConfiguration}
 */
const NODE = '^nodes/ApideckVault/';
const SHIPPED = '^(nodes|credentials)/';

/** The imports that a folder of the node may have besides those within itself. Packages and Node's modules have rules of their own. */
const ARROWS = {
	actions: ['fields', 'transport', 'audit', 'secrets', 'vault'],
	methods: ['fields', 'transport', 'secrets', 'vault'],
	trigger: ['fields', 'transport', 'audit', 'secrets', 'vault'],
	fields: ['secrets', 'vault'],
	transport: ['secrets', 'vault'],
	audit: ['vault'],
	secrets: [],
	vault: [],
};

const arrow = ([folder, targets]) => ({
	name: `arrow-${folder}`,
	comment: `${folder}/ may import ${targets.length > 0 ? targets.map((target) => `${target}/`).join(', ') : 'nothing'} beside itself.`,
	severity: 'error',
	from: { path: `${NODE}${folder}/` },
	to: { path: SHIPPED, pathNot: `${NODE}(${[folder, ...targets].join('|')})/` },
});

const rule = (name, comment, from, to) => ({ name, comment, severity: 'error', from, to });

module.exports = {
	forbidden: [
		...Object.entries(ARROWS).map(arrow),
		rule(
			'arrow-node',
			'The two node files describe: the Vault node imports actions, methods and secrets, the trigger imports trigger.',
			{ path: `${NODE}ApideckVault(Trigger)?\\.node\\.ts$` },
			{ path: SHIPPED, pathNot: `${NODE}(actions/(operations|runItems)\\.ts|(methods|trigger|secrets)/)` },
		),
		rule('nothing-imports-a-node-file', 'n8n loads it; nothing else does.', { path: SHIPPED }, { path: `${NODE}[^/]+\\.node\\.ts$` }),
		rule(
			'only-the-table-imports-operations',
			'An operation is reached by the table: what two of them need lies in a file of its own.',
			{ path: SHIPPED, pathNot: `${NODE}actions/[^/]+/index\\.ts$` },
			{ path: `${NODE}actions/.+\\.operation\\.ts$` },
		),
		rule(
			'only-the-table-imports-resources',
			'actions/operations.ts puts the resources together.',
			{ path: SHIPPED, pathNot: `${NODE}actions/operations\\.ts$` },
			{ path: `${NODE}actions/[^/]+/index\\.ts$` },
		),
		rule(
			'the-table-takes-its-own-operations',
			"A resource's index.ts lists the operations of its own folder.",
			{ path: `${NODE}actions/([^/]+)/index\\.ts$` },
			{ path: `${NODE}actions/.+\\.operation\\.ts$`, pathNot: `${NODE}actions/$1/` },
		),
		rule(
			'credential-imports-the-address-check',
			'The credential needs two things of the node: where its key may go, and how a key is normalized.',
			{ path: '^credentials/' },
			{ path: SHIPPED, pathNot: `${NODE}(transport/baseUrl|secrets/apiKey)\\.ts$` },
		),
		rule('no-import-of-a-credential', 'n8n hands credentials over; their code is not the node’s.', { path: '^nodes/' }, { path: '^credentials/' }),
		rule(
			'shipped-imports-nothing-from-outside',
			'Tests, sandbox and tools are not in the package.',
			{ path: SHIPPED },
			{ pathNot: [SHIPPED, 'node_modules'], dependencyTypesNot: ['core'] },
		),
		rule(
			'shipped-has-no-run-time-dependency',
			'n8n accepts packages without dependencies: n8n-workflow, which is the host’s own, and node:crypto.',
			{ path: SHIPPED },
			{ dependencyTypesNot: ['local', 'localmodule', 'aliased'], pathNot: [SHIPPED, 'node_modules/n8n-workflow/', '^(node:)?crypto$'] },
		),
		rule(
			'pure-folders-know-no-n8n',
			'audit/, secrets/, vault/ and the judging half of trigger/ are read and tested without n8n, whatever they import.',
			{ path: `${NODE}(audit/|secrets/|vault/|trigger/(signature|events|seenEvents|delivery)\\.ts$)` },
			{ path: 'node_modules', reachable: true },
		),
		rule(
			'doubles-stand-alone',
			'The sandbox and the embedded engine judge the node: they share no code with it or with each other.',
			{ path: '^(sandbox|embedded)/' },
			{ pathNot: ['^$1/', 'node_modules'], dependencyTypesNot: ['core'] },
		),
		rule(
			'nothing-imports-a-program-above-it',
			'demo/, dev/ and bench/ use e2e/, sandbox/ and embedded/, never the other way round.',
			{ path: '^(e2e|sandbox|embedded|scripts)/' },
			{ path: '^(demo|dev|bench)/' },
		),
		rule('no-cycle', 'Of two files that need each other, one does too much.', {}, { circular: true }),
		rule(
			'no-orphan',
			'Neither imports nor is imported.',
			// Found by path: n8n's loader reads a manifest, jest a table of module names.
			{ orphan: true, pathNot: ['\\.d\\.c?ts$', '^test/(embedded/fixture|mutation/preloaded)/'] },
			{},
		),
		rule('no-import-that-is-not-there', 'It resolves to nothing.', {}, { couldNotResolve: true }),
	],
	options: {
		doNotFollow: { path: 'node_modules' },
		exclude: { path: '^(dist|\\.cache|coverage)/' },
		tsPreCompilationDeps: true,
		tsConfig: { fileName: 'tsconfig.json' },
		enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'require', 'node', 'default', 'types'] },
		// Node 24 has it, this project's own Node perhaps not.
		builtInModules: { add: ['node:sqlite', 'sqlite'] },
	},
};
