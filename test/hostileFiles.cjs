/**
 * Test files that work through generated input, as patterns for jest: the suite `hostile`, which `npm run check` runs. Together they
 * take longer than all others, so `npm test` leaves them out.
 */
module.exports = [
	'contract/everyResponse',
	'engine/(auditLarge|hostile|endlessLists|triggerFuzz|responseSize|askedIds|vaultLists|rateLimitHeaders)\\w*',
	'faults/mutations',
	'secrets/(failures|oddSecrets|successes)',
	'unit/audit/(hostileReport|largeConsumer|monotonicity|oddConnections|visible)',
	'unit/parameters/hostile',
	'unit/secrets/text',
].map((name) => `/test/${name}\\.test\\.ts$`);
