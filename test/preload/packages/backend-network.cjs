const { load, once } = globalThis.__preloaded;
const network = load('@n8n/backend-network');

module.exports = { ...network, configureGlobalAxiosDefaults: () => once('axios', network.configureGlobalAxiosDefaults) };
