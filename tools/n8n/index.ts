/** A real n8n for the demo and the end-to-end tests. */
export { N8nApi, type Login, type SavedExecution } from './api';
export { installCommunityPackage, pack } from './communityPackage';
export { withoutProxyForLoopback } from './environment';
export { installN8n } from './install';
export { findInstallation, type Installation } from './installation';
export { OLDEST, type N8nVersion as Pin } from './n8nVersion';
export { firstFreePort, freePort, portFromEnvironment } from './ports';
export { isRunning } from './process';
export { startN8n, type N8nServer, type StartOptions } from './server';
