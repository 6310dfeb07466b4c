import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const ROOT = path.join(__dirname, '..', '..');

/** The number of passed and failed tests. A test file that could not be loaded counts as one failure. */
export interface Count {
	passed: number;
	failed: number;
}

interface Report {
	numPassedTests: number;
	numFailedTests: number;
	numRuntimeErrorTestSuites: number;
}

/**
 * Runs jest with a configuration file in the foreground. Skipped tests are not counted. `env` is added to this process's environment. A
 * missing report counts as one failure.
 */
export async function runJest(config: string, args: string[] = [], env: Record<string, string> = {}): Promise<Count> {
	const folder = mkdtempSync(path.join(tmpdir(), 'jest-report-'));
	const report = path.join(folder, 'report.json');
	const jest = path.join(ROOT, 'node_modules', 'jest', 'bin', 'jest.js');
	const all = [jest, '--config', config, '--json', '--outputFile', report, '--forceExit', ...args];
	try {
		// With --json, the report also goes to stdout, which is ignored. --forceExit is needed because a failed test may leave a server open.
		const child = spawn(process.execPath, all, { cwd: ROOT, env: { ...process.env, ...env }, stdio: ['ignore', 'ignore', 'inherit'] });
		const [code] = (await once(child, 'exit')) as [number | null];
		if (!existsSync(report)) return { passed: 0, failed: 1 };
		const { numPassedTests, numFailedTests, numRuntimeErrorTestSuites } = JSON.parse(readFileSync(report, 'utf8')) as Report;
		const failed = numFailedTests + numRuntimeErrorTestSuites;
		return { passed: numPassedTests, failed: failed === 0 && code !== 0 ? 1 : failed };
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
}

/** The summary line of a suite. */
export function summaryLine(counts: Count[]): string {
	const sum = (key: keyof Count) => counts.reduce((total, count) => total + count[key], 0);
	return `${sum('passed')} passed, ${sum('failed')} failed`;
}
