/** The embedded engine: real n8n workflows in tests, demo and benchmark, without an n8n server. */
export { Engine, type LoadMethodKind } from './engine';
export type { CredentialData } from './credentials';
export type { ExecuteOptions, Execution, ExecutionResult } from './execution';
export { inputOf, jsonOf, outputOf } from './output';
export type { PartialNode as NodeSketch, WorkflowDefinition } from './workflow';
export { WebhookServer, type WebhookRun, type WebhookServerOptions } from './webhookServer';
export type { WebhookMethod, WebhookMethodOptions, WebhookMethodResult } from './webhookContext';
export type { WebhookRequest, WebhookRequestOptions, WebhookRequestResult } from './webhookRequest';
