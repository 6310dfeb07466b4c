import { Credentials } from 'n8n-core';
import type {
	ICredentialDataDecryptedObject,
	ICredentials,
	ICredentialType,
	IHttpRequestHelper,
	IHttpRequestOptions,
	INode,
	INodeCredentialsDetails,
	INodeParameters,
	INodeProperties,
	IRequestOptionsSimplified,
	IWorkflowExecuteAdditionalData,
	Workflow,
} from 'n8n-workflow';
import { ICredentialsHelper, isExpression, NodeHelpers, UserError } from 'n8n-workflow';
import type { PackageTypes } from './nodeTypes';

/** Credential data by credential type, e.g. `{ apideckApi: { apiKey: '…' } }`: what n8n would find in its database, decrypted. */
export type CredentialData = Record<string, ICredentialDataDecryptedObject>;

/**
 * n8n's CredentialsHelper without database and encryption. A node's credential is found by its type alone, whatever id and name
 * stand in the workflow; fields that are left out take the default of the credential type, as in n8n.
 * Expressions inside credential data are not resolved.
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
		_additionalData: IWorkflowExecuteAdditionalData,
		details: INodeCredentialsDetails,
		type: string,
	): Promise<ICredentialDataDecryptedObject> {
		const data = this.data[type];
		if (!data) throw new UserError(`No credential of type "${type}" was given to the embedded engine (asked for: "${details.name}")`);
		return withDefaults(this.types.credentialType(type), data);
	}

	/** Nothing to write to: what a credential type renews by preAuthentication is kept in memory there. */
	async updateCredentials(): Promise<void> {}

	async updateCredentialsOauthTokenData(): Promise<void> {}
}

function expirableProperty(type: ICredentialType): INodeProperties | undefined {
	return type.properties.find((property) => property.type === 'hidden' && property.typeOptions?.expirable === true);
}

/** The data as n8n hands it to a node: a copy, with the defaults of the credential type in place of missing fields. */
function withDefaults(type: ICredentialType, data: ICredentialDataDecryptedObject): ICredentialDataDecryptedObject {
	const completed = NodeHelpers.getNodeParameters(type.properties, data as INodeParameters, true, false, null, null);
	return { ...data, ...(completed as ICredentialDataDecryptedObject | null) };
}
