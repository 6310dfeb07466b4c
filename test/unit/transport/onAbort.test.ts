import { getEventListeners } from 'node:events';

import { onAbort } from '../../../nodes/ApideckVault/transport/cancel';

const listeners = (signal: AbortSignal) => getEventListeners(signal, 'abort').length;

describe('onAbort', () => {
	let controller: AbortController;
	let called: string[];
	beforeEach(() => {
		controller = new AbortController();
		called = [];
	});
	const wait = (name: string) => onAbort(controller.signal, () => called.push(name));

	it('adds one listener for any number of callbacks', () => {
		for (let count = 0; count < 50; count++) wait(String(count));
		expect(listeners(controller.signal)).toBe(1);
	});

	it('calls each remaining callback once when the signal fires', () => {
		wait('a');
		const release = wait('b');
		wait('c');
		release();
		controller.abort();
		expect([called, listeners(controller.signal)]).toEqual([['a', 'c'], 0]);
	});

	it('removes the listener with the last callback, and can start again', () => {
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

	it('can be released after the signal fired', () => {
		const release = wait('a');
		controller.abort();
		release();
		expect(called).toEqual(['a']);
	});

	it('keeps signals separate', () => {
		const other = new AbortController();
		onAbort(other.signal, () => called.push('other'));
		wait('a');
		other.abort();
		expect([called, listeners(controller.signal)]).toEqual([['other'], 1]);
	});
});
