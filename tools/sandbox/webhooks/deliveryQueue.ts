import type { Delivery } from './delivery';
import { RETRY_WAITS, type WebhookOptions } from './options';

interface SubscriptionQueue {
	running: number;
	waiting: Delivery[];
}

/** Calls the endpoint once and records the attempt. Resolves with true when it was delivered. */
export type AttemptDelivery = (delivery: Delivery) => Promise<boolean>;

/**
 * Sends deliveries in order per subscription, and retries failed ones after Apideck's delays. A retry does not block later deliveries.
 */
export class DeliveryQueue {
	private readonly queues = new Map<string, SubscriptionQueue>();

	private readonly timers = new Map<NodeJS.Timeout, Delivery>();

	private idleWaiters: Array<() => void> = [];

	/** The number of unfinished deliveries. */
	private open = 0;

	/** A reset starts a new generation. Pending deliveries of the old one end without effect. */
	private generation = 0;

	constructor(
		private readonly options: WebhookOptions,
		private readonly attempt: AttemptDelivery,
		private readonly markFailed: (delivery: Delivery) => void,
	) {}

	add(delivery: Delivery): void {
		this.open++;
		this.enqueue(delivery);
	}

	/** Resolves when nothing is queued, in progress or waiting for a retry. */
	async idle(): Promise<void> {
		if (this.open === 0) return;
		await new Promise<void>((resolve) => this.idleWaiters.push(resolve));
	}

	/** Drops everything that is not in progress. */
	clear(): void {
		this.generation++;
		for (const [timer, delivery] of this.timers) {
			clearTimeout(timer);
			delivery.status = 'failed';
		}
		for (const queue of this.queues.values()) {
			for (const delivery of queue.waiting.splice(0)) delivery.status = 'failed';
		}
		this.timers.clear();
		this.queues.clear();
		this.open = 0;
		this.settle();
	}

	private enqueue(delivery: Delivery): void {
		const queue = this.queues.get(delivery.subscription_id) ?? { running: 0, waiting: [] };
		this.queues.set(delivery.subscription_id, queue);
		delivery.status = 'queued';
		queue.waiting.push(delivery);
		this.advance(queue);
	}

	private advance(queue: SubscriptionQueue): void {
		while (queue.running < this.options.concurrency) {
			const next = queue.waiting.shift();
			if (!next) return;
			queue.running++;
			void this.run(next).finally(() => {
				queue.running--;
				this.advance(queue);
			});
		}
	}

	private async run(delivery: Delivery): Promise<void> {
		const { generation } = this;
		const delivered = await this.attempt(delivery);
		if (generation !== this.generation) return;
		if (delivered) {
			delivery.status = 'delivered';
			this.close();
			return;
		}
		const made = delivery.attempts.filter(({ redelivery }) => !redelivery).length;
		const wait = RETRY_WAITS[made - 1];
		if (wait === undefined) {
			delivery.status = 'failed';
			this.markFailed(delivery);
			this.close();
			return;
		}
		delivery.status = 'waiting';
		const timer = setTimeout(() => {
			this.timers.delete(timer);
			this.enqueue(delivery);
		}, wait * this.options.retryScale);
		this.timers.set(timer, delivery);
	}

	private close(): void {
		this.open--;
		if (this.open === 0) this.settle();
	}

	private settle(): void {
		const waiters = this.idleWaiters;
		this.idleWaiters = [];
		for (const resolve of waiters) resolve();
	}
}
