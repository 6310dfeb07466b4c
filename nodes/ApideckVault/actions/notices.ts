import type { INodeProperties } from 'n8n-workflow';

import type { Endpoint } from './operation';

/** n8n has no other way to tell a node from a tool of an AI agent. */
const AS_TOOL: INodeProperties['displayOptions'] = { show: { '@tool': [true] } };

const PERMANENT: INodeProperties = {
	displayName: "This can't be undone",
	name: 'permanentNotice',
	type: 'notice',
	default: '',
};

const REVIEW: INodeProperties = {
	displayName: 'This tool changes data in Apideck. Put it behind human review so that a person approves each call.',
	name: 'reviewNotice',
	type: 'notice',
	default: '',
	displayOptions: AS_TOOL,
};

/** The notices that the editor shows above the parameters of an operation. */
export function noticesOf(endpoint: Endpoint): INodeProperties[] {
	if (endpoint.startsWith('GET ')) return [];
	return endpoint.startsWith('DELETE ') ? [PERMANENT, REVIEW] : [REVIEW];
}
