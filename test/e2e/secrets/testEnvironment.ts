import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import axios from 'axios';
import type { ICredentialDataDecryptedObject, INode } from 'n8n-workflow';
import { findInstallation, installCommunityPackage, N8nApi, startN8n, type Installation, type N8nServer, type SavedExecution } from '../../../tools/n8n';
import type { WorkflowDefinition } from '../../../tools/engine';
import { Canaries } from '../../secrets/canary';
import { GIVEN } from '../../secrets/calls';
import { EchoVault } from '../../secrets/echoVault';
import { callWorkflow, START } from './workflows';

const LOGIN = { email: 'owner@sandbox.example', password: `Sandbox1-${randomBytes(6).toString('hex')}` };

/** The environment variable through which a workflow reads a canary. This way n8n does not store it before the node receives it. */
const variableOf = (position: string) => `CANARY_${position}`;

/** The expression, without braces, that returns a canary at run time. */
export const secretExpression = (position: string): string => `$env.${variableOf(position)}`;

/** A canary that is shown on purpose, to prove that the search works. */
export const CONTROLS = ['control', 'logControl'] as const;

/** A response of n8n or of the node. */
export interface RecordedResponse {
	to: string;
	text: string;
}

/** The response as text, whatever its status. */
const SHOWN_ON_PURPOSE = { proxy: false as const, timeout: 60_000, validateStatus: () => true, transformResponse: (text: string) => text };

export type SavedCredential = Awaited<ReturnType<N8nApi['saveCredential']>>;

/** A real n8n with full logging and storage, an Apideck that echoes what it receives, and a second server. */
export class TestEnvironment {
	/** All HTTP responses except executions, which are read from the database. */
	readonly responses: RecordedResponse[] = [];

	private constructor(
		readonly installation: Installation,
		readonly folder: string,
		readonly canaries: Canaries,
		readonly vault: EchoVault,
		readonly elsewhere: EchoVault,
		readonly server: N8nServer,
		readonly api: N8nApi,
		readonly credential: SavedCredential,
		private readonly cookie: string,
	) {}

	static async start(tarball: string): Promise<TestEnvironment> {
		const installation = findInstallation();
		if (!installation) throw new Error('Run this with "npm test -- secrets", which installs n8n');
		const folder = mkdtempSync(path.join(tmpdir(), 'apideck-vault-secrets-'));
		await installCommunityPackage(tarball, folder, installation);
		const canaries = new Canaries();
		const elsewhere = await EchoVault.start(canaries);
		const vault = await EchoVault.start(canaries, elsewhere.url);
		const given = [...GIVEN, CONTROLS[0]].map((position) => [variableOf(position), canaries.at(position)]);
		const server = await startN8n({
			installation,
			userFolder: folder,
			env: {
				...(Object.fromEntries(given) as Record<string, string>),
				N8N_BLOCK_ENV_ACCESS_IN_NODE: 'false',
				N8N_LOG_LEVEL: 'debug',
				N8N_LOG_OUTPUT: 'console,file',
				N8N_LOG_FILE_LOCATION: path.join(folder, 'logs', 'n8n.log'),
				EXECUTIONS_DATA_SAVE_ON_SUCCESS: 'all',
				EXECUTIONS_DATA_SAVE_ON_ERROR: 'all',
				EXECUTIONS_DATA_SAVE_ON_PROGRESS: 'true',
				EXECUTIONS_DATA_SAVE_MANUAL_EXECUTIONS: 'true',
				N8N_DEFAULT_BINARY_DATA_MODE: 'filesystem',
				N8N_CONCURRENCY_PRODUCTION_LIMIT: '-1',
			},
		});
		const api = await N8nApi.signIn(server.url, LOGIN, installation);
		const credential = await api.saveCredential('Apideck', 'apideckApi', credentialFor(vault.url, canaries.at('apiKey')));
		const { headers } = await axios.post(`${server.url}/rest/login`, { emailOrLdapLoginId: LOGIN.email, password: LOGIN.password }, SHOWN_ON_PURPOSE);
		const cookie = (headers['set-cookie'] ?? []).map((one) => one.split(';')[0]).join('; ');
		return new TestEnvironment(installation, folder, canaries, vault, elsewhere, server, api, credential, cookie);
	}

	/** Saves a workflow and runs it, whether it succeeds or fails. */
	async run(definition: WorkflowDefinition, credential = this.credential, ...more: SavedCredential[]): Promise<SavedExecution> {
		return await this.api.run(await this.api.saveWorkflow(definition, [credential, ...more]), START);
	}

	/** Runs one operation of the node for each consumer. */
	async call(name: string, parameters: object, consumers: string[], onError?: INode['onError'], credential?: SavedCredential): Promise<SavedExecution> {
		return await this.run(callWorkflow(name, parameters, consumers, onError), credential);
	}

	/** Sends a request to n8n's REST API and records the response. `path` begins after `/rest`. */
	async request(method: string, place: string, body?: unknown): Promise<string> {
		const { status, headers, data } = await axios.request<string>({ ...SHOWN_ON_PURPOSE, method, url: `${this.server.url}/rest${place}`, data: body, headers: { Cookie: this.cookie } });
		this.responses.push({ to: `${method} ${place}`, text: `${status} ${JSON.stringify(headers)} ${data}` });
		return data;
	}

	/** Sends a request to a webhook of n8n and records the response with its headers. */
	async deliver(url: string, body: string | Buffer, headers: Record<string, string> = {}): Promise<number> {
		const { status, headers: responseHeaders, data } = await axios.post<unknown>(url, body, {
			...SHOWN_ON_PURPOSE,
			headers: { 'content-type': 'application/json', ...headers },
			transformRequest: (text: unknown) => text,
		});
		this.responses.push({ to: 'a webhook', text: `${status} ${JSON.stringify(responseHeaders)} ${String(data)}` });
		return status;
	}

	async close(): Promise<void> {
		await this.server.stop();
		await Promise.all([this.vault.close(), this.elsewhere.close()]);
		rmSync(this.folder, { recursive: true, force: true });
	}
}

export const credentialFor = (baseUrl: string, apiKey: string): ICredentialDataDecryptedObject => ({ apiKey, appId: 'app', consumerId: '', baseUrl });
