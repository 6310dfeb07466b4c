/** Stands for @n8n/backend-network, which n8n 1 does not have: what 2 moved there is in its n8n-core. */
const { parseIncomingMessage } = require('n8n-core');

exports.parseIncomingMessage = parseIncomingMessage;
/** There n8n-core sets the defaults of axios itself, while it is loaded. */
exports.configureGlobalAxiosDefaults = () => {};
