// How a long command ends early: Ctrl-C and SIGTERM abort a signal, and the command stops its own processes before it exits.

const EXIT_CODES = { SIGINT: 130, SIGTERM: 143 };

/** The reason of the signal. */
class Stopped extends Error {
	constructor(name) {
		super('Stopped.');
		this.exitCode = EXIT_CODES[name];
	}
}

/** A signal that Ctrl-C or SIGTERM aborts. The handlers stay: a second Ctrl-C must not end this process before the processes it has started. */
export function stopSignal() {
	const stopped = new AbortController();
	for (const name of Object.keys(EXIT_CODES)) process.on(name, () => stopped.abort(new Stopped(name)));
	return stopped.signal;
}
