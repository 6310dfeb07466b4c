import { createHash } from 'node:crypto';

const SIMPLE = new Set(['ExpressionStatement', 'ReturnStatement', 'ThrowStatement', 'VariableDeclaration']);

/** `MUTATION_SHARE=3`: one in three simple statements is mutated. The selection depends only on the statement's text. */
export const share = Number(process.env.MUTATION_SHARE ?? 1);

const ignorer = {
	/** @param path Babel's path of a node; the reason to skip the node and its children, or undefined */
	shouldIgnore(path) {
		if (!SIMPLE.has(path.node.type) || path.parent?.type === 'Program' || path.parent?.type.startsWith('Export')) return undefined;
		const [first] = createHash('sha256').update(path.toString()).digest();
		return first % share === 0 ? undefined : `one statement in ${share} is mutated`;
	},
};

export const strykerPlugins = [{ kind: 'Ignore', name: 'share', value: ignorer }];
