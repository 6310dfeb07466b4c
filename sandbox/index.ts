/** The local Apideck Vault for tests, demo and benchmark. Never part of the published package. */
export { startSandbox, SANDBOX_CREDENTIALS, type Sandbox, type SandboxOptions } from './server';
export { defaultScenario } from './scenarios/default';
export { large, type LargeOptions } from './scenarios/large';
export type { Scenario, ScenarioFactory } from './scenarios/scenario';
export type { Fault, FaultMatch, FaultRule } from './faults/faults';
export type { LoggedRequest } from './http/requestLog';
export type { ConnectionRecord } from './wire';
