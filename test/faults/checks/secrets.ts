import { findPath } from '../findPath';
import type { Check } from './context';

/** The result of the run, including outputs and errors, does not contain the key. */
export const keyIsNowhere: Check = ({ run }) => {
	const path = findPath({ ...run.result }, run.apiKey);
	return path === undefined ? [] : [`the API key is in the result: ${path}`];
};

/** Every request carried the credential's key. */
export const keyIsRight: Check = ({ run }) =>
	run.requestLog.filter(({ hasRightKey }) => !hasRightKey).map(({ method, url }) => `${method} ${url} carried another key`);
