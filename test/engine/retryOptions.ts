/** Options with these retries and negligible waits. The limits of the node still apply. */
export const retries = (policy: object = {}) => ({ retries: { policy: { initialInterval: 1, maxInterval: 1, ...policy } } });
