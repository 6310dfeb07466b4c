import { readConsumer } from '../../fields/consumer';
import { checkOutput } from '../../fields/output';
import type { ItemCall } from '../operation';
import { CONSUMER_FIELDS } from './output';

/** The consumer of one item and its path, checked before anything is sent. It travels in the path, so any ID will do. */
export function readConsumerPath({ item, vault }: ItemCall): { consumerId: string; path: string[] } {
	const consumerId = readConsumer(item, vault.defaultConsumerId);
	checkOutput(item, CONSUMER_FIELDS);
	return { consumerId, path: ['vault', 'consumers', consumerId] };
}
