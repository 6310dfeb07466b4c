import { sleep } from 'n8n-workflow';
import type { SavedExecution } from '../../../tools/n8n';
import { retries } from '../../engine/retryOptions';
import type { SecretCall } from '../../secrets/calls';
import { FAILURES, failingConsumer, turnsFor } from '../../secrets/echoVault';
import { callWorkflow, START } from './workflows';
import type { TestEnvironment } from './testEnvironment';

const SHORT_RETRIES = { ...retries({ maxRetries: 1, initialInterval: 1, maxInterval: 0 }), timeout: 1, concurrency: 50 };
const LONG_RETRIES = { ...retries({ maxRetries: 0 }), timeout: 600 };

/** The number of runs per call that end with a failure. Every failure is used with several calls. */
const STOPPED_RUNS_PER_CALL = 2;

/** The number of concurrent runs. */
const CONCURRENCY = 4;

type Task = () => Promise<[string, SavedExecution]>;

/** Runs every operation: successfully, with every failure while the run continues, and with some failures that end it. Keyed by workflow name. */
export async function runCalls(environment: TestEnvironment, calls: Record<string, SecretCall>): Promise<Map<string, SavedExecution>> {
	const results = new Map<string, SavedExecution>();
	const concurrent: Task[] = [];
	const sequential: Task[] = [];
	Object.entries(calls).forEach(([name, call], index) => {
		const parameters = { ...call.parameters, options: SHORT_RETRIES };
		const task = (what: string, consumers: string[], onError?: 'continueRegularOutput' | 'continueErrorOutput', more: object = {}): Task => {
			const title = `${name}: ${what}`;
			return async () => [title, await environment.call(title, { ...parameters, ...more }, consumers, onError)];
		};
		concurrent.push(task('raw', ['test-consumer'], undefined, { output: 'raw' }));
		if (call.byConsumer) {
			const failures = Array.from({ length: STOPPED_RUNS_PER_CALL }, (_, at) => FAILURES[(index * STOPPED_RUNS_PER_CALL + at) % FAILURES.length]!);
			const every = FAILURES.filter((failure) => failure !== 'hang').flatMap((failure) => [failingConsumer(failure), failingConsumer(failure, 1)]);
			const spelling = Array.from({ length: turnsFor(call.texts) }, (_, turn) => failingConsumer('status-422', turn));
			concurrent.push(task('continues', [...every, ...spelling], 'continueRegularOutput'));
			if (call.texts > 0) concurrent.push(task('error output', every, 'continueErrorOutput'));
			for (const failure of failures) concurrent.push(task(failure, [failingConsumer(failure, index)]));
			return;
		}
		for (const [at, failure] of FAILURES.entries()) {
			if (at % 3 !== index % 3) continue;
			sequential.push(async () => {
				environment.vault.failure = failure;
				try {
					return await task(failure, ['test-consumer'], at % 2 === 0 ? undefined : 'continueRegularOutput')();
				} finally {
					environment.vault.failure = undefined;
				}
			});
		}
	});
	const next = async (tasks: Task[]) => {
		for (let task = tasks.shift(); task; task = tasks.shift()) results.set(...(await task()));
	};
	await Promise.all(Array.from({ length: CONCURRENCY }, async () => await next(concurrent)));
	await next(sequential);
	results.set(...(await cancelled(environment, calls['connection.import']!)));
	for (const [name, parameters] of Object.entries(wrongParameters(calls['connection.import']!))) {
		results.set(name, await environment.call(name, { ...parameters, options: SHORT_RETRIES }, ['test-consumer']));
	}
	return results;
}

/** Stops a run while its request waits for a response. */
async function cancelled(environment: TestEnvironment, { parameters }: SecretCall): Promise<[string, SavedExecution]> {
	const title = 'connection.import: cancelled';
	const definition = callWorkflow(title, { ...parameters, options: LONG_RETRIES }, [failingConsumer('hang')]);
	const workflow = await environment.api.saveWorkflow(definition, [environment.credential]);
	const before = environment.vault.received.length;
	const { executionId } = await environment.api.call<{ executionId: string }>('POST', `/workflows/${workflow.id}/run`, { triggerToStartFrom: { name: START } });
	for (let waited = 0; environment.vault.received.length === before && waited < 200; waited++) await sleep(50);
	await environment.request('POST', `/executions/${executionId}/stop`);
	return [title, await environment.api.waitForExecution(executionId)];
}

/** Parameters that are rejected before a request, with a secret in or next to the invalid value. */
function wrongParameters({ parameters }: SecretCall): Record<string, object> {
	const secret = '$env.CANARY_inputPassword';
	const number = { id: 'pin', displayName: 'PIN', type: 'number', display: true, required: false, defaultMatch: false };
	return {
		'wrong: settings are not JSON': { ...parameters, settingsJson: `={{ '{"password": ' + ${secret} }}` },
		'wrong: settings are a text': { ...parameters, settingsJson: `={{ JSON.stringify(${secret}) }}` },
		'wrong: settings are a list': { ...parameters, settingsJson: `={{ [${secret}] }}` },
		'wrong: settings cannot be sent': { ...parameters, settingsJson: `={{ { password: ${secret}, pin: 9007199254740993 } }}` },
		'wrong: a secret that is not a number': { ...parameters, settingsMode: 'fields', settings: { mappingMode: 'defineBelow', value: { pin: `={{ ${secret} }}` }, schema: [number] } },
		'wrong: a secret that is not an option': {
			...parameters,
			settingsMode: 'fields',
			settings: { mappingMode: 'defineBelow', value: { pin: `={{ ${secret} }}` }, schema: [{ ...number, type: 'options', options: [{ name: 'A', value: 'a' }] }] },
		},
		'wrong: a token beside a wrong date': { ...parameters, credentials: { accessToken: `={{ ${secret} }}`, issuedAt: 'soon' } },
		'wrong: a token beside a wrong number': { ...parameters, credentials: { accessToken: `={{ ${secret} }}`, expiresIn: -1 } },
		'wrong: an option': { ...parameters, options: { timeout: -1 } },
		'wrong: an expression that fails': { ...parameters, settingsJson: `={{ ${secret}.no.such }}` },
	};
}
