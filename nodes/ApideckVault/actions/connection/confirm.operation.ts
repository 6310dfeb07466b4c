import { connectionParams } from '../../fields/connection';
import { requiredText } from '../../parameters/text';
import { defineOperation } from '../defineOperation';
import { statusOutput } from '../output';

const confirmToken = requiredText('Confirm Token', 'Enter the confirm_token from the fragment of the URL that the consumer was redirected to.', {
	isSecret: true,
	example: '550e8400-e29b-41d4-a716-446655440000',
	description: 'The confirm_token from the fragment of the URL that the consumer was redirected to. It works once, within 30 minutes.',
});

export const confirm = defineOperation({
	name: 'Confirm',
	action: 'Confirm connection',
	description: 'Complete the authorization of a connection that was started in your own application',
	endpoint: 'POST /vault/connections/{unified_api}/{service_id}/confirm',
	// Not idempotent: the token works once, so a second request would fail although the first one succeeded.
	idempotent: false,
	params: { ...connectionParams, confirmToken },
	output: statusOutput,
	run: async ({ params, send }) => {
		const token = params.confirmToken.trim();
		return await send<{ confirmed?: boolean }>({ body: { confirm_token: token }, secrets: [token] });
	},
});
