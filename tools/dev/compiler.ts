import path from 'node:path';
import ts from 'typescript';

const ROOT = path.join(__dirname, '..', '..');

/** TypeScript's codes for "compiled, watching", with one error and with any other number of errors. */
const DONE = new Set([6193, 6194]);

/** The result of one compilation. */
export interface Compilation {
	/** Changed files, relative to the output folder. Empty when there are errors. */
	written: string[];
	/** The errors as tsc prints them; '' when there are none. */
	errors: string;
	ms: number;
}

const useColor = process.stdout.isTTY && !process.env.NO_COLOR;
const format = useColor ? ts.formatDiagnosticsWithColorAndContext : ts.formatDiagnostics;
const FORMAT: ts.FormatDiagnosticsHost = {
	getCanonicalFileName: (name) => name,
	getCurrentDirectory: () => ROOT,
	getNewLine: () => '\n',
};

/**
 * Compiles the package into `into` with the checkout's tsconfig.json, and again whenever a source changes.
 * `report` is called after each round. A round with errors writes nothing, so the last good version keeps running.
 */
export function watchSources(into: string, report: (compilation: Compilation) => void): { close(): void } {
	const written: string[] = [];
	const errors: ts.Diagnostic[] = [];
	let started = Date.now();

	const system: ts.System = {
		...ts.sys,
		// Unchanged files are not written, because n8n would reload the package.
		writeFile(file, text, withMark) {
			if (ts.sys.readFile(file) === text) return;
			ts.sys.writeFile(file, text, withMark);
			written.push(path.relative(into, file));
		},
	};
	const onStatus: ts.WatchStatusReporter = ({ code }) => {
		if (!DONE.has(code)) {
			started = Date.now();
			return;
		}
		report({ written: written.splice(0), errors: format(errors.splice(0), FORMAT), ms: Date.now() - started });
	};
	const host = ts.createWatchCompilerHost(
		path.join(ROOT, 'tsconfig.json'),
		{ outDir: into, noEmitOnError: true },
		system,
		ts.createEmitAndSemanticDiagnosticsBuilderProgram,
		(error) => errors.push(error),
		onStatus,
	);
	return ts.createWatchProgram(host);
}
