import { createHash } from 'node:crypto';

/** `MUTATION_SHARE=3`: one in three statements is mutated. The selection depends only on the statement's text. */
export const share = Number(process.env.MUTATION_SHARE ?? 1);

const isOutermost = (path) => path.isFunction() && path.getFunctionParent() === null;

/** A statement directly in a function that is in no other, with all that it contains, or such a function that is one expression. */
const isUnit = (path) =>
	path.isStatement() ? Boolean(path.parentPath?.isBlockStatement() && path.parentPath.parentPath && isOutermost(path.parentPath.parentPath)) : isOutermost(path) && !path.get('body').isBlockStatement();

const ignorer = {
	/** @param path Babel's path of a node; the reason to skip the node and its children, or undefined */
	shouldIgnore(path) {
		if (!isUnit(path)) return undefined;
		const hash = createHash('sha256').update(path.toString()).digest().readUInt32BE();
		return hash % share === 0 ? undefined : `one statement in ${share} is mutated`;
	},
};

export const strykerPlugins = [{ kind: 'Ignore', name: 'share', value: ignorer }];
