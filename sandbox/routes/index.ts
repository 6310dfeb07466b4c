import { connectionImportRoutes } from './connectionImport';
import { connectionRoutes } from './connections';
import { connectionTokenRoutes } from './connectionToken';
import { connectorRoutes } from './connectors';
import { consumerRoutes } from './consumers';
import { resourceConfigRoutes } from './resourceConfig';
import type { Routes } from './route';
import { sessionRoutes } from './sessions';

/** One entry per resource: a new resource is one file and one line here. */
export const ROUTES: Routes[] = [
	connectionRoutes,
	connectionImportRoutes,
	connectionTokenRoutes,
	resourceConfigRoutes,
	consumerRoutes,
	sessionRoutes,
	connectorRoutes,
];
