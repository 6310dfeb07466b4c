import { WebhookContext } from 'n8n-core';

export interface CapturedLog {
	lines: Array<{ level: string; message: string; meta?: unknown }>;
	/** Gives the node n8n's own logger back. */
	release(): void;
}

/** What nodes write to n8n's log while they handle webhooks. */
export function captureLog(): CapturedLog {
	const lines: CapturedLog['lines'] = [];
	const write = (level: string) => (message: string, meta?: unknown) => void lines.push({ level, message, ...(meta !== undefined && { meta }) });
	const logger = { error: write('error'), warn: write('warn'), info: write('info'), debug: write('debug') };
	const spy = jest.spyOn(WebhookContext.prototype, 'logger', 'get').mockReturnValue(logger as never);
	return { lines, release: () => spy.mockRestore() };
}
