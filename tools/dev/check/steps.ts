import { summaryLine, type Count } from '../../n8n/runJest';

/** Dependent steps. The first failure ends them. */
export class Steps {
	private readonly count: Count = { passed: 0, failed: 0 };
	private running = '';

	/** Runs one step and prints its title and duration. */
	async step<T>(title: string, work: () => Promise<T>): Promise<T> {
		this.running = title;
		const started = Date.now();
		const result = await work();
		this.count.passed++;
		console.log(`  ok    ${title} (${((Date.now() - started) / 1000).toFixed(1)} s)`);
		return result;
	}

	/** Prints why the running step failed, with details. */
	failed({ message }: Error, more: string): void {
		this.count.failed++;
		console.log(`  FAIL  ${this.running}\n${message}\n${more}`);
	}

	closingLine(): string {
		return summaryLine([this.count]);
	}

	exitCode(): number {
		return this.count.failed === 0 && this.count.passed > 0 ? 0 : 1;
	}
}
