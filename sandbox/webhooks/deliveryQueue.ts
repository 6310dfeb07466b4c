/* eslint-disable @n8n/community-nodes/no-restricted-globals -- development only: never runs inside n8n */
import type { Delivery } from './delivery';
import { RETRY_WAITS, type WebhookOptions } from './options';

interface Lane {
	running: number;
	waiting: Delivery[];
}

/** Calls the endpoint once and notes the attempt; true when it counts as delivered. */
export type AttemptDelivery = (delivery: Delivery) => Promise<boolean>;

/**
 * Sends deliveries, per subscription in the order they came, and again after Apideck's waits when they fail. A retry does not hold
 * up what follows it.
 */
export class DeliveryQueue {
	private readonly lanes = new Map<string, Lane>();

	private readonly timers = new Map<NodeJS.Timeout, Delivery>();

	private idleWaiters: Array<() => void> = [];

	/** Deliveries that are neither delivered nor given up. */
	private open = 0;

	/** A reset makes a new generation: what is still under way of the old one ends without effect. */
	private generation = 0;

	constructor(
		private readonly options: WebhookOptions,
		private readonly attempt: AttemptDelivery,
		private readonly giveUp: (delivery: Delivery) => void,
	) {}

	add(delivery: Delivery): void {
		this.open++;
		this.enqueue(delivery);
	}

	/** Resolves when nothing is queued, under way or waiting for another attempt. */
	async idle(): Promise<void> {
		if (this.open === 0) return;
		await new Promise<void>((resolve) => this.idleWaiters.push(resolve));
	}

	/** Drops everything that is not under way. */
	clear(): void {
		this.generation++;
		for (const [timer, delivery] of this.timers) {
			clearTimeout(timer);
			delivery.status = 'failed';
		}
		for (const lane of this.lanes.values()) {
			for (const delivery of lane.waiting.splice(0)) delivery.status = 'failed';
		}
		this.timers.clear();
		this.lanes.clear();
		this.open = 0;
		this.settle();
	}

	private enqueue(delivery: Delivery): void {
		const lane = this.lanes.get(delivery.subscription_id) ?? { running: 0, waiting: [] };
		this.lanes.set(delivery.subscription_id, lane);
		delivery.status = 'queued';
		lane.waiting.push(delivery);
		this.advance(lane);
	}

	private advance(lane: Lane): void {
		while (lane.running < this.options.concurrency) {
			const next = lane.waiting.shift();
			if (!next) return;
			lane.running++;
			void this.run(next).finally(() => {
				lane.running--;
				this.advance(lane);
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
			this.giveUp(delivery);
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
