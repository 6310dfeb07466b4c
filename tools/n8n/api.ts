import axios, { type AxiosInstance } from 'axios';
import type {
	ICredentialDataDecryptedObject,
	IDataObject,
	INode,
	INodeCredentialsDetails,
	INodeCredentialTestResult,
	IRun,
} from 'n8n-workflow';
import { sleep, UserError } from 'n8n-workflow';
import type { WorkflowDefinition } from '../engine';
import type { Installation } from './installation';

/** The owner account of an n8n. n8n requires a password of at least 8 characters with a digit and a capital letter. */
export interface Login {
	email: string;
	password: string;
}

interface SavedWorkflow {
	id: string;
	name: string;
	versionId: string;
	nodes: INode[];
}

/** A published workflow (n8n 2), as it runs. A draft may differ. */
interface PublishedWorkflow {
	id: string;
	name: string;
	versionId: string;
	nodes: INode[];
}

interface SavedCredential extends INodeCredentialsDetails {
	id: string;
	type: string;
}

interface Failure {
	response?: { status: number; data?: { message?: string } };
	message: string;
}

/** An execution as n8n saved it. */
export type SavedExecution = Pick<IRun, 'data' | 'status' | 'mode'> & { id: string };

const UNFINISHED: Array<IRun['status']> = ['new', 'running', 'unknown'];

/** The REST API that n8n's editor uses (n8n 2.41 and 1.123), as the signed-in owner. Every method throws a UserError with n8n's own message. */
export class N8nApi {
	private constructor(
		private readonly client: AxiosInstance,
		private readonly installation: Installation,
		private readonly url: string,
	) {}

	/** Creates the owner account of a new n8n, or signs in to an existing n8n. */
	static async signIn(url: string, login: Login, installation: Installation): Promise<N8nApi> {
		const client = axios.create({ baseURL: `${url}/rest`, proxy: false, timeout: 60_000 });
		const api = new N8nApi(client, installation, url);
		const settings = await api.call<{ userManagement: { showSetupOnFirstLoad: boolean } }>('GET', '/settings');
		if (settings.userManagement.showSetupOnFirstLoad) {
			await api.call('POST', '/owner/setup', { ...login, firstName: 'Sandbox', lastName: 'Owner' });
		}
		const response = await client
			.post('/login', { emailOrLdapLoginId: login.email, password: login.password })
			.catch((error: Failure) => {
				throw explain('POST /login', error);
			});
		const cookies = response.headers['set-cookie'] ?? [];
		client.defaults.headers.common.Cookie = cookies.map((cookie) => cookie.split(';')[0]).join('; ');
		return api;
	}

	private get isN8n1(): boolean {
		return this.installation.version.startsWith('1.');
	}

	/** Sends a request to n8n. Resolves with the `data` of its response. `path` begins after `/rest`. */
	async call<Data>(method: string, path: string, data?: unknown): Promise<Data> {
		try {
			const response = await this.client.request<{ data: Data }>({ method, url: path, data });
			return response.data.data;
		} catch (error) {
			throw explain(`${method} ${path}`, error as Failure);
		}
	}

	/** Reads a file that n8n serves to its editor besides the REST API. `path` begins after the base URL, e.g. `/types/nodes.json`. */
	async file<Content>(path: string): Promise<Content> {
		try {
			return (await this.client.get<Content>(path, { baseURL: this.url })).data;
		} catch (error) {
			throw explain(`GET ${path}`, error as Failure);
		}
	}

	/** Creates the credential, or overwrites the one with that name and type. */
	async saveCredential(name: string, type: string, data: ICredentialDataDecryptedObject): Promise<SavedCredential> {
		const existing = await this.call<SavedCredential[]>('GET', '/credentials');
		const same = existing.find((credential) => credential.name === name && credential.type === type);
		const body = { name, type, data };
		return same
			? await this.call('PATCH', `/credentials/${same.id}`, body)
			: await this.call('POST', '/credentials', body);
	}

	/** The result of the credential dialog's test. */
	async testCredential(saved: SavedCredential, data: ICredentialDataDecryptedObject): Promise<INodeCredentialTestResult> {
		const { id, name, type } = saved;
		return await this.call('POST', '/credentials/test', { credentials: { id, name, type, data } });
	}

	/**
	 * Imports a workflow file as a new workflow, or replaces the workflow `id`. Its nodes get `credentials` by type, because the IDs in the
	 * file belong to another n8n.
	 */
	async saveWorkflow(definition: WorkflowDefinition, credentials: SavedCredential[], id?: string): Promise<SavedWorkflow> {
		const nodes = definition.nodes.map((node) => ({ ...node, ...withOwnCredentials(node, credentials) }));
		const { name = 'Workflow', connections, settings = {} } = definition;
		const body = { name, nodes, connections, settings };
		if (id) return await this.call('PATCH', `/workflows/${id}`, body);
		return await this.call('POST', '/workflows', this.isN8n1 ? { ...body, active: false } : body);
	}

	/** The workflow with that ID, or undefined when it was deleted. */
	async findWorkflow(id: string): Promise<SavedWorkflow | undefined> {
		const { exists } = await this.call<{ exists: boolean }>('GET', `/workflows/${id}/exists`);
		return exists ? await this.call('GET', `/workflows/${id}`) : undefined;
	}

	/** Publishes the workflow as it was last saved, which also starts its triggers. */
	async publish({ id, versionId }: Pick<SavedWorkflow, 'id' | 'versionId'>): Promise<void> {
		await this.call('POST', `/workflows/${id}/activate`, { versionId });
	}

	/** All published workflows, in their published versions. */
	async publishedWorkflows(): Promise<PublishedWorkflow[]> {
		const listed = await this.call<Array<{ id: string }>>('GET', `/workflows?filter=${encodeURIComponent('{"active":true}')}`);
		return await Promise.all(
			listed.map(async ({ id }) => {
				const { name, activeVersion } = await this.call<{ name: string; activeVersion: Pick<PublishedWorkflow, 'versionId' | 'nodes'> }>('GET', `/workflows/${id}`);
				return { id, name, versionId: activeVersion.versionId, nodes: activeVersion.nodes };
			}),
		);
	}

	/** Publishes the same version again, so that its triggers subscribe again. */
	async publishAgain(workflow: PublishedWorkflow): Promise<void> {
		await this.call('POST', `/workflows/${workflow.id}/deactivate`, {});
		await this.publish(workflow);
	}

	/**
	 * Runs a workflow from its trigger, like "Execute workflow" in the editor, and waits for its end. Resolves with the execution, even if
	 * it failed. Throws after `timeoutMs`.
	 */
	async run(workflow: SavedWorkflow, trigger: string, timeoutMs = 120_000): Promise<SavedExecution> {
		const started = await this.call<{ executionId: string }>('POST', `/workflows/${workflow.id}/run`, {
			triggerToStartFrom: { name: trigger },
			// n8n 1 runs the workflow that the editor sends, n8n 2 the saved one.
			...(this.isN8n1 && { workflowData: workflow }),
		});
		return await this.waitForExecution(started.executionId, timeoutMs);
	}

	/** Waits for the end of an execution, even if it fails. Throws after `timeoutMs`. */
	async waitForExecution(id: string, timeoutMs = 120_000): Promise<SavedExecution> {
		const deadline = Date.now() + timeoutMs;
		while (Date.now() < deadline) {
			const execution = await this.execution(id);
			// n8n 1 saves the status before the data. A crashed execution may never have data.
			const complete = execution.data?.resultData !== undefined || execution.status === 'crashed';
			if (!UNFINISHED.includes(execution.status) && complete) return execution;
			await sleep(250);
		}
		throw new UserError(`The execution ${id} did not end within ${timeoutMs / 1000} s.`);
	}

	/** A saved execution with its data. */
	async execution(id: string): Promise<SavedExecution> {
		const saved = await this.call<Omit<SavedExecution, 'data'> & { data: string }>('GET', `/executions/${id}`);
		// n8n saves executions with the flatted package, so its own copy reads them.
		const flatted = this.installation.require('flatted') as { parse(text: string): SavedExecution['data'] };
		return { ...saved, data: flatted.parse(saved.data) };
	}
}

function withOwnCredentials(node: INode, credentials: SavedCredential[]): Pick<INode, 'credentials'> | IDataObject {
	if (!node.credentials) return {};
	const own = Object.keys(node.credentials).map((type) => {
		const saved = credentials.find((credential) => credential.type === type);
		if (!saved) throw new UserError(`The node "${node.name}" needs a credential of type "${type}", but none was saved.`);
		return [type, { id: saved.id, name: saved.name }];
	});
	return { credentials: Object.fromEntries(own) as INode['credentials'] };
}

function explain(what: string, error: Failure): UserError {
	const { response, message } = error;
	const reason = response ? `${response.status} ${response.data?.message ?? ''}`.trim() : message;
	return new UserError(`n8n rejected ${what}: ${reason}`);
}
