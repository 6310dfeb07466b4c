/* eslint-disable @n8n/community-nodes/no-restricted-imports -- development only: never runs inside n8n */
import { sleep } from 'n8n-workflow';
import type { SavedExecution } from '..';
import type { SecretCall } from '../../test/secrets/calls';
import { FAILURES, failingConsumer, turnsFor } from '../../test/secrets/echoVault';
import { callWorkflow, START } from './workflows';
import type { World } from './world';

const QUICK = { maxRetries: 1, initialInterval: 1, maxInterval: 0, timeout: 1, concurrency: 50 };
const PATIENT = { maxRetries: 0, timeout: 600 };

/** Runs of one call that end by a failure; every failure has its turn with several calls. */
const STOPS_PER_CALL = 2;

/** Runs under way at once. */
const SIDE_BY_SIDE = 4;

type Task = () => Promise<[string, SavedExecution]>;

/** Every operation with success, with every failure while the run goes on, and with some that end it. By name of the workflow. */
export async function runCalls(world: World, calls: Record<string, SecretCall>): Promise<Map<string, SavedExecution>> {
	const results = new Map<string, SavedExecution>();
	const together: Task[] = [];
	const oneByOne: Task[] = [];
	Object.entries(calls).forEach(([name, call], index) => {
		const parameters = { ...call.parameters, options: QUICK };
		const task = (what: string, consumers: string[], onError?: 'continueRegularOutput' | 'continueErrorOutput', more: object = {}): Task => {
			const title = `${name}: ${what}`;
			return async () => [title, await world.call(title, { ...parameters, ...more }, consumers, onError)];
		};
		together.push(task('raw', ['test-consumer'], undefined, { output: 'raw' }));
		if (call.byConsumer) {
			const failures = Array.from({ length: STOPS_PER_CALL }, (_, at) => FAILURES[(index * STOPS_PER_CALL + at) % FAILURES.length]!);
			const every = FAILURES.filter((failure) => failure !== 'hang').flatMap((failure) => [failingConsumer(failure), failingConsumer(failure, 1)]);
			const spelled = Array.from({ length: turnsFor(call.texts) }, (_, turn) => failingConsumer('status-422', turn));
			together.push(task('continues', [...every, ...spelled], 'continueRegularOutput'));
			if (call.texts > 0) together.push(task('error output', every, 'continueErrorOutput'));
			for (const failure of failures) together.push(task(failure, [failingConsumer(failure, index)]));
			return;
		}
		for (const [at, failure] of FAILURES.entries()) {
			if (at % 3 !== index % 3) continue;
			oneByOne.push(async () => {
				world.vault.failure = failure;
				try {
					return await task(failure, ['test-consumer'], at % 2 === 0 ? undefined : 'continueRegularOutput')();
				} finally {
					world.vault.failure = undefined;
				}
			});
		}
	});
	const next = async (tasks: Task[]) => {
		for (let task = tasks.shift(); task; task = tasks.shift()) results.set(...(await task()));
	};
	await Promise.all(Array.from({ length: SIDE_BY_SIDE }, async () => await next(together)));
	await next(oneByOne);
	results.set(...(await cancelled(world, calls['connection.import']!)));
	for (const [name, parameters] of Object.entries(wrongParameters(calls['connection.import']!))) {
		results.set(name, await world.call(name, { ...parameters, options: QUICK }, ['test-consumer']));
	}
	return results;
}

/** Stops a run while its request waits for an answer. */
async function cancelled(world: World, { parameters }: SecretCall): Promise<[string, SavedExecution]> {
	const title = 'connection.import: cancelled';
	const definition = callWorkflow(title, { ...parameters, options: PATIENT }, [failingConsumer('hang')]);
	const workflow = await world.api.saveWorkflow(definition, [world.credential]);
	const before = world.vault.received.length;
	const { executionId } = await world.api.call<{ executionId: string }>('POST', `/workflows/${workflow.id}/run`, { triggerToStartFrom: { name: START } });
	for (let waited = 0; world.vault.received.length === before && waited < 200; waited++) await sleep(50);
	await world.ask('POST', `/executions/${executionId}/stop`);
	return [title, await world.api.untilEnded(executionId)];
}

/** Parameters that are refused before anything is sent, with a secret in or beside what is wrong. */
function wrongParameters({ parameters }: SecretCall): Record<string, object> {
	const secret = '$env.CANARY_inputPassword';
	const number = { id: 'pin', displayName: 'PIN', type: 'number', display: true, required: false, defaultMatch: false };
	return {
		'wrong: settings are not JSON': { ...parameters, settingsJson: `={{ '{"password": ' + ${secret} }}` },
		'wrong: settings are a text': { ...parameters, settingsJson: `={{ JSON.stringify(${secret}) }}` },
		'wrong: settings are a list': { ...parameters, settingsJson: `={{ [${secret}] }}` },
		'wrong: settings cannot be sent': { ...parameters, settingsJson: `={{ { password: ${secret}, pin: 9007199254740993 } }}` },
		'wrong: a secret that is no number': { ...parameters, settingsMode: 'fields', settings: { mappingMode: 'defineBelow', value: { pin: `={{ ${secret} }}` }, schema: [number] } },
		'wrong: a secret that is no option': {
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
