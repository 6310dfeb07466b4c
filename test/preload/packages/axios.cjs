module.exports = globalThis.__preloaded.load('axios');
