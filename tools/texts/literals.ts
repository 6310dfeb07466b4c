import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';

const ROOT = path.join(__dirname, '..', '..');
const SHIPPED = ['nodes', 'credentials'];

/** A text in the sources; what a template inserts stands as `${…}`. */
export interface Literal {
	text: string;
	file: string;
	line: number;
	/** Whether it names a type, a module or a key, which nobody sees. */
	isInternal: boolean;
}

/** A template with its expressions shortened to what is inserted. */
function templateText(node: ts.TemplateExpression): string {
	return node.head.text + node.templateSpans.map(({ expression, literal }) => `\${${expression.getText()}}${literal.text}`).join('');
}

function isInternal(node: ts.Node): boolean {
	const { parent } = node;
	if (ts.isImportDeclaration(parent) || ts.isExportDeclaration(parent) || ts.isLiteralTypeNode(parent)) return true;
	if (ts.isPropertyAssignment(parent) && parent.name === node) return true;
	return ts.isElementAccessExpression(parent) || ts.isBinaryExpression(parent) && /^[!=]==?$/.test(parent.operatorToken.getText());
}

function literalsOf(file: string): Literal[] {
	const source = ts.createSourceFile(file, readFileSync(path.join(ROOT, file), 'utf8'), ts.ScriptTarget.Latest, true);
	const found: Literal[] = [];
	const visit = (node: ts.Node): void => {
		const text = ts.isStringLiteralLike(node) ? node.text : ts.isTemplateExpression(node) ? templateText(node) : undefined;
		if (text !== undefined && text.trim() !== '') {
			const { line } = source.getLineAndCharacterOfPosition(node.getStart());
			found.push({ text, file, line: line + 1, isInternal: isInternal(node) });
		}
		ts.forEachChild(node, visit);
	};
	visit(source);
	return found;
}

/** Every text in the sources of the package, file by file. */
export function readLiterals(): Literal[] {
	return SHIPPED.flatMap((folder) =>
		readdirSync(path.join(ROOT, folder), { recursive: true, encoding: 'utf8' })
			.filter((name) => name.endsWith('.ts'))
			.map((name) => path.posix.join(folder, name.split(path.sep).join('/')))
			.sort()
			.flatMap(literalsOf),
	);
}
