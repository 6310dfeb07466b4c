import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import PostalMime, { type Email } from 'postal-mime';
import { SMTPServer } from 'smtp-server';

/** An SMTP server that delivers nothing. */
export interface Mailbox {
	/** The data of n8n's SMTP credential. */
	credential: { host: string; port: number; secure: boolean; disableStartTls: boolean };
	/** Received messages, oldest first. */
	received: Email[];
	close(): Promise<void>;
}

/** Starts a mailbox on this machine that accepts every message, without a login. */
export async function startMailbox(): Promise<Mailbox> {
	const received: Email[] = [];
	const server = new SMTPServer({
		authOptional: true,
		disabledCommands: ['STARTTLS'],
		onData(stream, _session, done) {
			const parsed = buffer(stream).then(async (message) => await PostalMime.parse(message));
			parsed.then((email) => received.push(email)).then(() => done(), done);
		},
	});
	await new Promise<void>((resolve, reject) => server.once('error', reject).listen(0, '127.0.0.1', resolve));
	const { port } = server.server.address() as AddressInfo;
	return {
		credential: { host: '127.0.0.1', port, secure: false, disableStartTls: true },
		received,
		close: async () => await new Promise((resolve) => server.close(resolve)),
	};
}
