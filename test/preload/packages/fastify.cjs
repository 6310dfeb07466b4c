module.exports = globalThis.__preloaded.load('fastify');
