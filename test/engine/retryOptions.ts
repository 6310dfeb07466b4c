/** Options with these retries, without waits worth mentioning; the limits of the node stay. */
export const retries = (policy: object = {}) => ({ retries: { policy: { initialInterval: 1, maxInterval: 1, ...policy } } });
