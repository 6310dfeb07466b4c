import { createHash } from 'node:crypto';

const SIMPLE = new Set(['ExpressionStatement', 'ReturnStatement', 'ThrowStatement', 'VariableDeclaration']);

/** `MUTATION_SHARE=3`: of the simple statements, one in three is mutated. Which one depends on its text alone. */
export const share = Number(process.env.MUTATION_SHARE ?? 1);

const ignorer = {
	/** @param path Babel's path of a node; a reason to leave it and what it holds alone, or undefined */
	shouldIgnore(path) {
		if (!SIMPLE.has(path.node.type) || path.parent?.type === 'Program' || path.parent?.type.startsWith('Export')) return undefined;
		const [first] = createHash('sha256').update(path.toString()).digest();
		return first % share === 0 ? undefined : `one statement in ${share} is mutated`;
	},
};

export const strykerPlugins = [{ kind: 'Ignore', name: 'share', value: ignorer }];
