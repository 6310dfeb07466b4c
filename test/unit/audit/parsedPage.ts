import { parsers } from 'prettier/plugins/html';

/** What a page is made of. */
export interface ParsedPage {
	/** Names of elements and comments, in their order. */
	elements: string[];
	/** `element attribute="value"`, for every attribute. */
	attributes: string[];
	/** Texts between the tags, decoded. */
	texts: string[];
}

interface Node {
	type?: string;
	kind?: string;
	name?: string;
	rawName?: string;
	value?: string;
	attrs?: Array<{ name?: string; rawName?: string; value?: string | null }>;
	children?: Node[];
}

const ENTITIES: Record<string, string> = { '&lt;': '<', '&gt;': '>', '&quot;': '"', '&#39;': "'", '&#96;': '`', '&amp;': '&' };

/** A text as a browser shows it. Fails for an entity that the report does not use itself. */
function decoded(text: string): string {
	return text.replace(/&(?:[a-z]+|#\w+);?/gi, (entity) => {
		const sign = ENTITIES[entity];
		if (sign === undefined) throw new Error(`an entity that nobody wrote: ${entity}`);
		return sign;
	});
}

/** Reads a page with an HTML parser that is not ours. Fails for a page that it cannot read. */
export async function parsedPage(html: string): Promise<ParsedPage> {
	const parse = parsers.html.parse as unknown as (text: string, options: object) => Node | Promise<Node>;
	const page: ParsedPage = { elements: [], attributes: [], texts: [] };
	collect(await parse(html, {}), page);
	return page;
}

function collect(node: Node, page: ParsedPage): void {
	const kind = node.kind ?? node.type ?? '';
	if (kind === 'element') page.elements.push(String(node.rawName ?? node.name));
	else if (kind === 'text') page.texts.push(decoded(node.value ?? ''));
	else if (kind !== 'root') page.elements.push(kind);
	for (const { rawName, name, value } of node.attrs ?? []) page.attributes.push(`${node.name} ${rawName ?? name}="${decoded(value ?? '')}"`);
	for (const child of node.children ?? []) collect(child, page);
}
