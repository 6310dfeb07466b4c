const TERMINAL_EVERY_MS = 1000;
const LOG_EVERY_MS = 10_000;
const BACK_TO_START = '\r\u001b[K';

const seconds = (since) => `${Math.round((Date.now() - since) / 1000)} s`;

async function withProgress(label, work, { detail = async () => '', terminal = process.stderr, signal } = {}) {
	const { isTTY } = terminal;
	const started = Date.now();
	let running = true;
	const show = async () => {
		const more = await detail();
		if (!running) return;
		const line = `${label} … ${seconds(started)}${more && `, ${more}`}`;
		terminal.write(isTTY ? BACK_TO_START + line : `${line}\n`);
	};
	const finish = (text) => {
		running = false;
		clearInterval(timer);
		terminal.write(`${isTTY ? BACK_TO_START : ''}${text}\n`);
	};
	terminal.write(`${label} …${isTTY ? '' : '\n'}`);
	const timer = setInterval(() => show().catch(() => {}), isTTY ? TERMINAL_EVERY_MS : LOG_EVERY_MS);
	try {
		const result = await work();
		finish(`${label}: done in ${seconds(started)}`);
		return result;
	} catch (error) {
		finish(`${label}: ${signal?.aborted ? 'stopped' : 'failed'} after ${seconds(started)}`);
		throw error;
	}
}

module.exports = { withProgress };
