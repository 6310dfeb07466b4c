import { connectionConfirmRoutes } from './connectionConfirm';
import { connectionConsentRoutes } from './connectionConsent';
import { connectionImportRoutes } from './connectionImport';
import { connectionMigrateRoutes } from './connectionMigrate';
import { connectionRoutes } from './connections';
import { connectionTokenRoutes } from './connectionToken';
import { connectorRoutes } from './connectors';
import { consumerRoutes } from './consumers';
import { consumerStatRoutes } from './consumerStats';
import { customMappingRoutes } from './customMappings';
import { logRoutes } from './logs';
import { resourceConfigRoutes } from './resourceConfig';
import { resourceDetailRoutes } from './resourceDetails';
import type { Routes } from './route';
import { sessionRoutes } from './sessions';
import { webhookLogRoutes } from './webhookLogs';
import { webhookRoutes } from './webhooks';

/** One entry per resource. A new resource needs one file and one line here. */
export const ROUTES: Routes[] = [
	connectionRoutes,
	connectionImportRoutes,
	connectionTokenRoutes,
	connectionConsentRoutes,
	connectionConfirmRoutes,
	connectionMigrateRoutes,
	resourceDetailRoutes,
	customMappingRoutes,
	consumerStatRoutes,
	logRoutes,
	resourceConfigRoutes,
	consumerRoutes,
	sessionRoutes,
	connectorRoutes,
	webhookRoutes,
	webhookLogRoutes,
];
