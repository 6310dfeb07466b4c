import { Credentials, getAdditionalKeys } from 'n8n-core';
import type {
	ICredentialDataDecryptedObject,
	ICredentials,
	ICredentialsExpressionResolveValues,
	ICredentialType,
	IExecuteData,
	IHttpRequestHelper,
	IHttpRequestOptions,
	INode,
	INodeCredentialsDetails,
	INodeParameters,
	INodeProperties,
	INodeTypes,
	IRequestOptionsSimplified,
	IWorkflowExecuteAdditionalData,
	WorkflowExecuteMode,
} from 'n8n-workflow';
import { ICredentialsHelper, isExpression, NodeHelpers, UserError, Workflow } from 'n8n-workflow';
import type { PackageTypes } from './nodeTypes';

/** Credential data by credential type, e.g. `{ apideckApi: { apiKey: '…' } }`: the decrypted data of n8n's database. */
export type CredentialData = Record<string, ICredentialDataDecryptedObject>;

/**
 * n8n's CredentialsHelper without database and encryption. A node's credential is found by its type, whatever ID and name the workflow
 * contains. Missing fields get the defaults of the credential type, as in n8n. Expressions are resolved like in n8n: for the current item
 * in an execution, and without an item elsewhere.
 */
export class EmbeddedCredentials extends ICredentialsHelper {
	constructor(
		private readonly types: PackageTypes,
		private readonly data: CredentialData,
	) {
		super();
	}

	getParentTypes(name: string): string[] {
		return this.types.credentialType(name).extends ?? [];
	}

	isCredentialUsableByNode(): boolean {
		return true;
	}

	getCredentialsProperties(type: string): INodeProperties[] {
		return this.types.credentialType(type).properties;
	}

	async authenticate(
		credentials: ICredentialDataDecryptedObject,
		typeName: string,
		requestOptions: IHttpRequestOptions | IRequestOptionsSimplified,
		workflow?: Workflow,
		node?: INode,
	): Promise<IHttpRequestOptions> {
		const options = requestOptions as IHttpRequestOptions;
		const { authenticate } = this.types.credentialType(typeName);
		if (!authenticate) return options;
		if (typeof authenticate === 'function') return await authenticate(credentials, options);
		if (!workflow || !node) throw new UserError('A generic "authenticate" needs a workflow and a node for its expressions');

		const resolve = (value: string): string => {
			if (!isExpression(value)) return value;
			const keys = { $credentials: credentials as INodeParameters };
			const resolved = workflow.expression.getSimpleParameterValue(node, value, 'internal', keys, undefined, '');
			return String(resolved || '');
		};
		const target = options as unknown as Record<string, Record<string, string> | undefined>;
		const parts = Object.entries(authenticate.properties as Record<string, Record<string, string>>);
		for (const [part, values] of parts) {
			const fields = (target[part] ??= {});
			for (const [key, value] of Object.entries(values)) fields[resolve(key)] = resolve(value);
		}
		return options;
	}

	async preAuthentication(
		helpers: IHttpRequestHelper,
		credentials: ICredentialDataDecryptedObject,
		typeName: string,
		_node: INode,
		credentialsExpired: boolean,
	): Promise<ICredentialDataDecryptedObject | undefined> {
		const type = this.types.credentialType(typeName);
		const expirable = expirableProperty(type);
		if (!expirable || !type.preAuthentication) return undefined;
		if (credentials[expirable.name] !== '' && !credentialsExpired) return undefined;
		const renewed = await this.runPreAuthentication(helpers, credentials, typeName);
		if (renewed?.[expirable.name] === undefined) return undefined;
		Object.assign(this.data[typeName] ?? {}, renewed);
		return Object.assign(credentials, renewed);
	}

	async runPreAuthentication(
		helpers: IHttpRequestHelper,
		credentials: ICredentialDataDecryptedObject,
		typeName: string,
	): Promise<ICredentialDataDecryptedObject | undefined> {
		const { preAuthentication } = this.types.credentialType(typeName);
		const renewed = await preAuthentication?.call(helpers, credentials);
		return renewed as ICredentialDataDecryptedObject | undefined;
	}

	async getCredentials(details: INodeCredentialsDetails, type: string): Promise<ICredentials> {
		return new Credentials(details, type, '');
	}

	async getDecrypted(
		additionalData: IWorkflowExecuteAdditionalData,
		details: INodeCredentialsDetails,
		type: string,
		mode: WorkflowExecuteMode,
		executeData?: IExecuteData,
		raw?: boolean,
		resolveFor?: ICredentialsExpressionResolveValues,
	): Promise<ICredentialDataDecryptedObject> {
		const data = this.data[type];
		if (!data) throw new UserError(`No credential of type "${type}" was given to the embedded engine (requested: "${details.name}")`);
		if (raw) return data;
		const completed = withDefaults(this.types.credentialType(type), data);
		const keys = getAdditionalKeys(additionalData, mode, null, { isCredential: true });
		if (!resolveFor) return this.resolveWithoutItem(completed, mode, keys);
		const { workflow, runExecutionData, runIndex, itemIndex, node, connectionInputData } = resolveFor;
		try {
			return workflow.expression.getParameterValue(
				completed as INodeParameters,
				runExecutionData,
				runIndex,
				itemIndex,
				node.name,
				connectionInputData,
				mode,
				keys,
				executeData,
				false,
				completed,
			) as ICredentialDataDecryptedObject;
		} catch (error) {
			throw markedAsCredentialError(error);
		}
	}

	/** Resolves expressions in a separate workflow without items and other nodes, so that only variables and secrets are available. */
	private resolveWithoutItem(
		data: ICredentialDataDecryptedObject,
		mode: WorkflowExecuteMode,
		keys: ReturnType<typeof getAdditionalKeys>,
	): ICredentialDataDecryptedObject {
		const node: INode = { id: '', name: '', type: 'mock', typeVersion: 1, position: [0, 0], parameters: {} };
		const workflow = new Workflow({ nodes: [node], connections: {}, active: false, nodeTypes: NO_NODE_TYPES });
		return workflow.expression.getComplexParameterValue(
			node,
			data as INodeParameters,
			mode,
			keys,
			undefined,
			undefined,
			data,
		) as ICredentialDataDecryptedObject;
	}

	/** There is no database. Data that preAuthentication renews is kept in memory. */
	async updateCredentials(): Promise<void> {}

	async updateCredentialsOauthTokenData(): Promise<void> {}
}

/** The node types of the placeholder workflow, whose node type has no parameters. */
const NO_NODE_TYPES = {
	getKnownTypes: () => ({}),
	getByName: () => EMPTY_TYPE,
	getByNameAndVersion: () => EMPTY_TYPE,
} as unknown as INodeTypes;
const EMPTY_TYPE = { description: { properties: [] } };

/** n8n adds this text to the error of such an expression. */
function markedAsCredentialError(error: unknown): unknown {
	if (error instanceof Error) error.message += ' [Error resolving credentials]';
	return error;
}

function expirableProperty(type: ICredentialType): INodeProperties | undefined {
	return type.properties.find((property) => property.type === 'hidden' && property.typeOptions?.expirable === true);
}

/** The data as n8n passes it to a node: a copy, with the credential type's defaults for missing fields. */
function withDefaults(type: ICredentialType, data: ICredentialDataDecryptedObject): ICredentialDataDecryptedObject {
	const completed = NodeHelpers.getNodeParameters(type.properties, data as INodeParameters, true, false, null, null);
	return { ...data, ...(completed as ICredentialDataDecryptedObject | null) };
}
