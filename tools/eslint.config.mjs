import { config } from '@n8n/node-cli/eslint';

/**
 * Sources that are never shipped. n8n's rules for code that runs inside n8n do not apply to them; all other rules do. The root configuration
 * must stay n8n's own: `n8n-node lint` compares the two in strict mode.
 */
export default [
	...config,
	{
		files: ['**/*.ts'],
		rules: {
			'@n8n/community-nodes/no-dangerous-functions': 'off',
			'@n8n/community-nodes/no-restricted-globals': 'off',
			'@n8n/community-nodes/no-restricted-imports': 'off',
			'@n8n/community-nodes/require-node-api-error': 'off',
			'no-console': 'off',
		},
	},
];
