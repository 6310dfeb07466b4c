/* eslint-disable @n8n/community-nodes/no-restricted-imports -- development only: never runs inside n8n */
import { getEventListeners } from 'node:events';

import { onAbort } from '../../../nodes/ApideckVault/transport/onAbort';

const listeners = (signal: AbortSignal) => getEventListeners(signal, 'abort').length;

describe('waiting for a signal', () => {
	let controller: AbortController;
	let called: string[];
	beforeEach(() => {
		controller = new AbortController();
		called = [];
	});
	const wait = (name: string) => onAbort(controller.signal, () => called.push(name));

	it('takes one listener, however many wait', () => {
		for (let count = 0; count < 50; count++) wait(String(count));
		expect(listeners(controller.signal)).toBe(1);
	});

	it('ends when the signal fires, for all that still wait and for each once', () => {
		wait('a');
		const release = wait('b');
		wait('c');
		release();
		controller.abort();
		expect([called, listeners(controller.signal)]).toEqual([['a', 'c'], 0]);
	});

	it('leaves no listener behind when nothing waits any more, and can start again', () => {
		const releases = [wait('a'), wait('b')];
		releases[0]?.();
		expect(listeners(controller.signal)).toBe(1);
		releases[1]?.();
		expect(listeners(controller.signal)).toBe(0);
		wait('c');
		// Releasing twice must not end the wait of another.
		releases[1]?.();
		expect(listeners(controller.signal)).toBe(1);
		controller.abort();
		expect(called).toEqual(['c']);
	});

	it('may be released after the signal fired', () => {
		const release = wait('a');
		controller.abort();
		release();
		expect(called).toEqual(['a']);
	});

	it('keeps signals apart', () => {
		const other = new AbortController();
		onAbort(other.signal, () => called.push('other'));
		wait('a');
		other.abort();
		expect([called, listeners(controller.signal)]).toEqual([['other'], 1]);
	});
});
