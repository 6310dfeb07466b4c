/** Replaces @n8n/backend-network, which n8n 1 does not have. Its n8n-core contains what n8n 2 moved there. */
const { parseIncomingMessage } = require('n8n-core');

exports.parseIncomingMessage = parseIncomingMessage;
/** In n8n 1, n8n-core sets the defaults of axios when it is loaded. */
exports.configureGlobalAxiosDefaults = () => {};
