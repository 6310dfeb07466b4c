import { Expression } from 'n8n-workflow';

import type { EngineName } from './flags';

/**
 * Starts n8n's expression engine for this process: nothing to do for `legacy`; `vm` (isolated-vm) with the settings that an
 * n8n server has unless its environment says otherwise (class ExpressionEngineConfig of @n8n/config 2.41).
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
