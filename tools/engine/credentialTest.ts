import { ExecuteContext, RoutingNode } from 'n8n-core';
import type {
	ICredentialTestRequest,
	IDataObject,
	INodeCredentialTestResult,
	INodeType,
	INodeTypeDescription,
} from 'n8n-workflow';
import { createEmptyRunExecutionData, UserError } from 'n8n-workflow';
import { createAdditionalData } from './additionalData';
import { EmbeddedCredentials, type CredentialData } from './credentials';
import type { PackageTypes } from './nodeTypes';
import { singleNodeWorkflow } from './workflow';

const TEST_NODE = 'n8n-nodes-base.noOp';

/** A node whose only parameter contains the test request, as in n8n's CredentialsTester. */
function testNodeType(noOp: INodeType, credentialType: string, test: ICredentialTestRequest): INodeType {
	const description: INodeTypeDescription = {
		...noOp.description,
		credentials: [{ name: credentialType, required: true }],
		properties: [
			{ displayName: 'Temp', name: 'temp', type: 'string', default: '', routing: { request: test.request } },
		],
	};
	return { description };
}

interface FailedRequest {
	message: string;
	cause?: { code?: string; response?: { status: number; statusText: string } };
}

function explainFailure(error: FailedRequest, test: ICredentialTestRequest): string {
	const { response, code } = error.cause ?? {};
	if (!response) return code ?? error.message;
	const rule = test.rules?.find(({ type, properties }) => type === 'responseCode' && properties.value === response.status);
	return rule?.properties.message ?? (response.statusText || `Received HTTP status code: ${response.status}`);
}

function valueAt(body: unknown, path: string): unknown {
	return path.split('.').reduce<unknown>((value, key) => (value as IDataObject | undefined)?.[key], body);
}

/**
 * Sends a credential type's `test` request and checks the response, like the "Save" button of n8n's credential dialog (rules and messages
 * follow n8n 2.41's CredentialsTester). `data` contains the fields of the credential.
 */
export async function testCredential(
	types: PackageTypes,
	credentialType: string,
	data: CredentialData[string],
): Promise<INodeCredentialTestResult> {
	const { test } = types.credentialType(credentialType);
	if (!test) throw new UserError(`The credential type "${credentialType}" has no test request`);
	const credentials = { [credentialType]: { id: 'credential', name: 'Credential' } };
	const carrier = testNodeType(types.getByNameAndVersion(TEST_NODE), credentialType, test);
	const nodeTypes = { getByName: () => carrier, getByNameAndVersion: () => carrier, getKnownTypes: () => ({}) };
	const { record, workflow, node } = singleNodeWorkflow({ type: TEST_NODE, credentials }, nodeTypes);
	const helper = new EmbeddedCredentials(types, { [credentialType]: data });
	const additionalData = createAdditionalData(record, helper, 'internal', { currentNodeParameters: node.parameters });
	const context = new ExecuteContext(
		workflow,
		node,
		additionalData,
		'internal',
		createEmptyRunExecutionData(),
		0,
		[],
		{ main: [[{ json: {} }]] },
		{ node, data: {}, source: null },
		[],
	);
	try {
		const response = await new RoutingNode(context, carrier).runNode();
		const body = response?.[0]?.[0]?.json;
		const rule = test.rules?.find(
			({ type, properties }) => type === 'responseSuccessBody' && valueAt(body, properties.key) === properties.value,
		);
		if (rule) return { status: 'Error', message: rule.properties.message };
		return { status: 'OK', message: 'Connection successful!' };
	} catch (error) {
		return { status: 'Error', message: explainFailure(error as FailedRequest, test) };
	}
}
