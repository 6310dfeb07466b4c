/** The local Apideck Vault for tests, demo and benchmark. It is not part of the published package. */
export { DEFAULT_PORT, startSandbox, SANDBOX_CREDENTIALS, type Sandbox, type SandboxOptions } from './server';
export { defaultScenario, demoScenario } from './scenarios/default';
export { large, type LargeOptions } from './scenarios/large';
export type { Scenario, ScenarioFactory } from './scenarios/scenario';
export { credentialLines, transitionCommand } from './instructions';
export type { Fault, FaultMatch, FaultRule } from './faults/faults';
export type { LoggedRequest } from './http/requestLog';
export type { Attempt, ConnectionEvent, Delivery } from './webhooks/delivery';
export { VAULT_EVENTS, type VaultEventType } from './webhooks/eventTypes';
export type { WebhookOptions } from './webhooks/options';
export type { SendResult } from './webhooks/send';
export { signatureOf, type SignatureForm } from './webhooks/signature';
export type { Subscription } from './webhooks/subscriptions';
export type { Transition, TransitionResult } from './webhooks/transition';
export type { RawCall, Webhooks } from './webhooks/webhooks';
export type { ConnectionRecord } from './wire';
