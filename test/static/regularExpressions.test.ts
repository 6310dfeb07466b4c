import { readFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import path from 'node:path';

import { checkSync } from 'recheck';
import ts from 'typescript';

const ROOT = path.resolve(__dirname, '../..');

/** The longest text that a shipped pattern is applied to. External text is truncated first. */
const LENGTH = 32_768;
/** A quadratic pattern takes several times as long for LENGTH characters. A linear one takes less than 10 ms on an idle machine. */
const MAX_CPU_MS = 400;

interface Pattern {
	source: string;
	flags: string;
	/** Its location, such as `nodes/ApideckVault/secrets/text.ts:12`. */
	place: string;
}

async function shippedFiles(): Promise<string[]> {
	const folders = await Promise.all(['nodes', 'credentials'].map(async (folder) => await readdir(path.join(ROOT, folder), { recursive: true }).then((names) => names.map((name) => path.join(folder, name)))));
	return folders.flat().filter((name) => name.endsWith('.ts'));
}

/** The regular expression literals of a file, and the places where it builds a pattern from text. */
function readPatterns(file: string): { literals: Pattern[]; built: string[] } {
	const source = ts.createSourceFile(file, readFileSync(path.join(ROOT, file), 'utf8'), ts.ScriptTarget.Latest, true);
	const literals: Pattern[] = [];
	const built: string[] = [];
	const visit = (node: ts.Node, insideFunction: boolean): void => {
		const place = `${file}:${source.getLineAndCharacterOfPosition(node.getStart()).line + 1}`;
		if (ts.isRegularExpressionLiteral(node)) {
			const end = node.text.lastIndexOf('/');
			literals.push({ source: node.text.slice(1, end), flags: node.text.slice(end + 1), place });
		}
		const isRegExp = (ts.isNewExpression(node) || ts.isCallExpression(node)) && node.expression.getText() === 'RegExp';
		if (isRegExp && insideFunction) built.push(place);
		node.forEachChild((child) => visit(child, insideFunction || ts.isFunctionLike(node)));
	};
	visit(source, false);
	return { literals, built };
}

/** The patterns that modules build when they are loaded. */
function builtWhileLoading(files: string[]): Pattern[] {
	const found: Pattern[] = [];
	const { RegExp: Original } = globalThis;
	const Recording = function (this: unknown, ...[source, flags]: [string | RegExp, string?]) {
		const pattern = new Original(source, flags);
		found.push({ source: pattern.source, flags: pattern.flags, place: loading });
		return pattern;
	} as unknown as RegExpConstructor;
	Object.defineProperty(Recording, 'prototype', { value: Original.prototype });
	let loading = '';
	jest.isolateModules(() => {
		// The host's patterns are not recorded.
		jest.requireActual('n8n-workflow');
		globalThis.RegExp = Recording;
		try {
			for (const file of files) {
				loading = file;
				jest.requireActual(path.join(ROOT, file));
			}
		} finally {
			globalThis.RegExp = Original;
		}
	});
	return found;
}

/** Texts that cause backtracking: repeated characters of one class, with an ending that does not match. */
function adversarialTexts(): string[] {
	const pumps = ['a', '0', ' ', '\\', '"', "'", '=', ':', '/', '[', '{', '-', '_', '.', '%', '@', '&', '#', '?', '<', '\n', '\t', 'é', '​', 'token', 'token=', '"token":"', '\\"', '//', 'a-', 'a.', '0.', '%41', '{{', 'pass ', 'Bearer ', 'key: '];
	const texts: string[] = [];
	for (const pump of pumps) {
		const long = pump.repeat(Math.ceil(LENGTH / pump.length)).slice(0, LENGTH);
		texts.push(long, `token=${long}`, `${long}\u0000`, `"${long}!`, `://${long}`);
	}
	return texts;
}

/** CPU time in milliseconds, which does not depend on other processes. */
function cpuOf(run: () => void): number {
	const before = process.cpuUsage();
	run();
	const { user, system } = process.cpuUsage(before);
	return (user + system) / 1000;
}

describe('S5: every regular expression of the package', () => {
	let patterns: Pattern[];
	let built: string[];

	beforeAll(async () => {
		const files = await shippedFiles();
		const read = files.map(readPatterns);
		patterns = [...read.flatMap(({ literals }) => literals), ...builtWhileLoading(files)];
		built = read.flatMap((one) => one.built);
	});

	test('is found as a literal or as a pattern built when a module is loaded', () => {
		expect(patterns.length).toBeGreaterThan(50);
	});

	test('is built when its module is loaded, so that this test sees it', () => {
		expect(built).toEqual([]);
	});

	test('has linear complexity according to a static analysis', () => {
		process.env['RECHECK_BACKEND'] = 'pure';
		const slow = patterns.flatMap(({ source, flags, place }) => {
			const result = checkSync(source, flags, { timeout: null, randomSeed: 0 });
			return result.status === 'safe' ? [] : [`${place} /${source}/${flags}: ${result.status} ${result.status === 'vulnerable' ? result.complexity.summary : result.error.kind}`];
		});
		expect(slow).toEqual([]);
	}, 600_000);

	test(`is fast for ${LENGTH} adversarial characters`, () => {
		const texts = adversarialTexts();
		const slow = patterns.flatMap(({ source, flags, place }) => {
			const pattern = new RegExp(source, flags.includes('y') ? flags : [...new Set(`${flags}g`)].join(''));
			return texts.flatMap((text) => {
				const cpu = cpuOf(() => text.replace(pattern, ''));
				return cpu > MAX_CPU_MS ? [`${place} /${source}/${flags}: ${Math.round(cpu)} ms over ${JSON.stringify(text.slice(0, 20))}…`] : [];
			});
		});
		expect(slow).toEqual([]);
	}, 600_000);
});
