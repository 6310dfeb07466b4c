import { WebhookContext } from 'n8n-core';

export interface CapturedLog {
	lines: Array<{ level: string; message: string; meta?: unknown }>;
	/** Restores n8n's own logger. */
	release(): void;
}

/** What nodes write to n8n's log while they handle webhooks. It does not need jest, because the fault suite uses it too. */
export function captureLog(): CapturedLog {
	const lines: CapturedLog['lines'] = [];
	const write = (level: string) => (message: string, meta?: unknown) => void lines.push({ level, message, ...(meta !== undefined && { meta }) });
	const logger = { error: write('error'), warn: write('warn'), info: write('info'), debug: write('debug') };
	const before = Object.getOwnPropertyDescriptor(WebhookContext.prototype, 'logger');
	Object.defineProperty(WebhookContext.prototype, 'logger', { configurable: true, get: () => logger });
	const release = () => {
		if (before) Object.defineProperty(WebhookContext.prototype, 'logger', before);
		else delete (WebhookContext.prototype as { logger?: unknown }).logger;
	};
	return { lines, release };
}
