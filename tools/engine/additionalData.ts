import { ExecutionLifecycleHooks, ExternalSecretsProxy } from 'n8n-core';
import type { ICredentialsHelper, IWorkflowBase, IWorkflowExecuteAdditionalData, WorkflowExecuteMode } from 'n8n-workflow';
import { UserError } from 'n8n-workflow';

const BASE_URL = 'http://127.0.0.1:5678';

// Rejects instead of returning made-up data, because a node that gets here needs a server.
const needsServer = (what: string) => async (): Promise<never> => {
	throw new UserError(`${what} is not available in the embedded engine`);
};

/** What n8n's server provides to an execution: URLs, credentials, lifecycle hooks. */
export function createAdditionalData(
	workflow: IWorkflowBase,
	credentialsHelper: ICredentialsHelper,
	mode: WorkflowExecuteMode,
	extra: Partial<IWorkflowExecuteAdditionalData> = {},
): IWorkflowExecuteAdditionalData & { hooks: ExecutionLifecycleHooks } {
	const executionId = '1';
	return {
		credentialsHelper,
		hooks: new ExecutionLifecycleHooks(mode, executionId, workflow),
		externalSecretsProxy: new ExternalSecretsProxy(),
		executionId,
		currentNodeExecutionIndex: 0,
		workflowId: workflow.id,
		userId: 'embedded-user',
		variables: {},
		restApiUrl: `${BASE_URL}/rest`,
		instanceBaseUrl: `${BASE_URL}/`,
		formBaseUrl: `${BASE_URL}/form`,
		formWaitingBaseUrl: `${BASE_URL}/form-waiting`,
		formTestBaseUrl: `${BASE_URL}/form-test`,
		webhookBaseUrl: `${BASE_URL}/webhook`,
		webhookWaitingBaseUrl: `${BASE_URL}/webhook-waiting`,
		webhookTestBaseUrl: `${BASE_URL}/webhook-test`,
		mcpBaseUrl: `${BASE_URL}/mcp`,
		mcpTestBaseUrl: `${BASE_URL}/mcp-test`,
		executeWorkflow: needsServer('Calling another workflow'),
		getRunExecutionData: async () => undefined,
		getRuntimeCredential: needsServer('A run-time credential'),
		startRunnerTask: needsServer('A task runner'),
		logAiEvent: () => {},
		...extra,
	};
}
