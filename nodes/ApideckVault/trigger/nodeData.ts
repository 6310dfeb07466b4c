import type { IDataObject, IHookFunctions, IWebhookFunctions } from 'n8n-workflow';

/**
 * The trigger's static data. n8n hands on whatever its database holds, even null. Such data counts as empty, and what is written
 * then is not kept: a node cannot replace it.
 */
export function nodeData(context: IHookFunctions | IWebhookFunctions): IDataObject {
	const data: unknown = context.getWorkflowStaticData('node');
	return typeof data === 'object' && data !== null ? (data as IDataObject) : {};
}
