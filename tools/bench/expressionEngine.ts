import { Expression } from 'n8n-workflow';

import type { EngineName } from './flags';

/**
 * Starts n8n's expression engine for this process. `legacy` needs nothing. `vm` (isolated-vm) gets the default settings of an n8n server
 * (class ExpressionEngineConfig of @n8n/config 2.41).
 */
export async function startExpressionEngine(engine: EngineName): Promise<void> {
	await Expression.initExpressionEngine({
		engine,
		poolSize: 1,
		maxCodeCacheSize: 1024,
		bridgeTimeout: 5000,
		bridgeMemoryLimit: 128,
	});
}
