import { createHash } from 'node:crypto';

/** `MUTATION_SHARE=3`: one in three functions is mutated. The selection depends only on the function's text. */
export const share = Number(process.env.MUTATION_SHARE ?? 1);

const ignorer = {
	/** @param path Babel's path of a node; the reason to skip the node and its children, or undefined */
	shouldIgnore(path) {
		if (!path.isFunction() || path.getFunctionParent() !== null) return undefined;
		const hash = createHash('sha256').update(path.toString()).digest().readUInt32BE();
		return hash % share === 0 ? undefined : `one function in ${share} is mutated`;
	},
};

export const strykerPlugins = [{ kind: 'Ignore', name: 'share', value: ignorer }];
