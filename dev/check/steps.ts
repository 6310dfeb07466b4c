/* eslint-disable no-console -- a command line: never runs inside n8n */
import { closingLine, type Count } from '../../e2e/runJest';

/** Steps that need each other: the first that fails is the last. */
export class Steps {
	private readonly count: Count = { passed: 0, failed: 0 };
	private running = '';

	/** Runs one and prints its title with what it took. */
	async step<T>(title: string, work: () => Promise<T>): Promise<T> {
		this.running = title;
		const started = Date.now();
		const result = await work();
		this.count.passed++;
		console.log(`  ok    ${title} (${((Date.now() - started) / 1000).toFixed(1)} s)`);
		return result;
	}

	/** Prints why the running step failed, and what there is to say about it. */
	failed({ message }: Error, more: string): void {
		this.count.failed++;
		console.log(`  FAIL  ${this.running}\n${message}\n${more}`);
	}

	closingLine(): string {
		return closingLine([this.count]);
	}

	exitCode(): number {
		return this.count.failed === 0 && this.count.passed > 0 ? 0 : 1;
	}
}
