import { withProgress } from '../../../tools/scripts/progress.cjs';
import { runNpm } from '../../../tools/scripts/npm.cjs';
import { orStopped } from '../../../tools/demo/stopping';

const never = new Promise<never>(() => undefined);

async function progressOf(work: () => Promise<void>, signal: AbortSignal): Promise<string> {
	let text = '';
	const terminal = { write: (part: string) => (text += part) };
	await withProgress('Starting', work, { terminal, signal }).catch(() => undefined);
	return text;
}

it('a step that ends because of Ctrl-C is shown as stopped, and one that fails as failed', async () => {
	const stopped = new AbortController();
	const fail = async () => await Promise.reject(new Error('n8n exited'));
	expect(await progressOf(fail, stopped.signal)).toMatch(/^Starting: failed after \d+ s$/m);
	stopped.abort();
	expect(await progressOf(fail, stopped.signal)).toMatch(/^Starting: stopped after \d+ s$/m);
});

it('long work is abandoned with the reason of the signal', async () => {
	const stopped = new AbortController();
	const result = orStopped(never, stopped.signal);
	stopped.abort(new Error('Stopped.'));
	await expect(result).rejects.toThrow('Stopped.');
	await expect(orStopped(never, stopped.signal)).rejects.toThrow('Stopped.');
});

it('work that ends in time keeps its result or its error', async () => {
	const { signal } = new AbortController();
	expect(await orStopped(Promise.resolve(7), signal)).toBe(7);
	await expect(orStopped(Promise.reject(new Error('own')), signal)).rejects.toThrow('own');
});

it('a stopped npm rejects once its process has ended', async () => {
	const stopped = new AbortController();
	const running = runNpm(['exec', '--offline', '--call', 'sleep 30'], { cwd: __dirname, signal: stopped.signal });
	setTimeout(() => stopped.abort(), 200);
	await expect(running).rejects.toThrow(/was stopped \(SIGTERM\)/);
});
