import type { INodeParameters } from 'n8n-workflow';

/** A resource locator by ID; an expression starts with "=". */
export const byId = (value: unknown) => ({ __rl: true, mode: 'id', value }) as unknown as INodeParameters;
