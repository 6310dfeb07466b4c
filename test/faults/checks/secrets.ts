import { wayTo } from '../holdsText';
import type { Check } from './context';

/** The key is in no output, no error and nothing else that n8n keeps of the run. */
export const keyIsNowhere: Check = ({ run }) => {
	const way = wayTo({ ...run.result }, run.apiKey);
	return way === undefined ? [] : [`the API key is in the result: ${way}`];
};

/** Every request carried the credential's key, none a different one. */
export const keyIsRight: Check = ({ run }) =>
	run.ledger.filter(({ rightKey }) => !rightKey).map(({ method, url }) => `${method} ${url} carried another key`);
