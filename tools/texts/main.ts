import { createRequire } from 'node:module';
import type { ICredentialType, INodeType } from 'n8n-workflow';

import { ApideckApi } from '../../credentials/ApideckApi.credentials';
import { editorTexts, type EditorText } from './descriptions';
import { readLiterals, type Literal } from './literals';

const load = createRequire(__filename);

/** Without the ending, the loader would take the codex file of the same name. */
function loadNode(name: string): INodeType {
	const loaded = load(`../../nodes/ApideckVault/${name}.node.ts`) as Record<string, new () => INodeType>;
	return new loaded[name]!();
}

const NODES = ['ApideckVault', 'ApideckVaultTrigger'].map(loadNode);
const CREDENTIAL: ICredentialType = new ApideckApi();

const at = ({ file, line }: Literal) => `${file}:${line}`;

/** Finds where the sources have a text: as it is, as a template that gives it, or as a part of it. */
class SourceIndex {
	private readonly exact = new Map<string, Literal>();
	private readonly patterns: Array<[RegExp, Literal]> = [];

	constructor(literals: Literal[]) {
		for (const literal of literals) {
			if (!this.exact.has(literal.text)) this.exact.set(literal.text, literal);
			const parts = literal.text.split(/\$\{[^}]*\}/);
			if (parts.length > 1 && parts.join('').trim().length > 3) {
				this.patterns.push([new RegExp(`^${parts.map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('[^]*')}$`), literal]);
			}
		}
	}

	find(text: string): Literal | undefined {
		return this.exact.get(text) ?? this.patterns.find(([pattern]) => pattern.test(text))?.[1];
	}
}

/** Text for people, not a name, a path or a pattern. */
const isProse = ({ text, isInternal }: Literal) => !isInternal && /\p{L}{2,}[^]*\s[^]*\p{L}|\p{L}{2,}[.!…]$/u.test(text) && !/^(\/|https?:\/\/\S+$)/.test(text);

const line = (place: string, kind: string, text: string) => `${place}\t${kind}\t${JSON.stringify(text)}`;

/** `npm run texts`: every string that a user can meet, one per line: place, kind, text, file and line. */
function main(): void {
	const literals = readLiterals();
	const index = new SourceIndex(literals);
	const shown: EditorText[] = [...NODES.map(({ description }) => description), CREDENTIAL].flatMap(editorTexts);
	const found = shown.map(({ place, kind, text }) => ({ row: line(place, kind, text), literal: index.find(text) }));
	const used = new Set(found.map(({ literal }) => literal && at(literal)));
	const messages = literals.filter((literal) => isProse(literal) && !used.has(at(literal)));
	const rows = [
		...found.map(({ row, literal }) => `${row}\t${literal ? at(literal) : '(put together)'}`),
		...messages.map((literal) => `${line(literal.file, 'message', literal.text)}\t${at(literal)}`),
	];
	console.log(rows.sort((a, b) => a.localeCompare(b, 'en', { numeric: true })).join('\n'));
}

main();
