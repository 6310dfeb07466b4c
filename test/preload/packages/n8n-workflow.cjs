module.exports = globalThis.__preloaded.load('n8n-workflow');
