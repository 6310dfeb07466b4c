/** The types of the browser driver; the driver itself is the one that is installed beside n8n. */
export type { Browser, BrowserContext, Locator, Page } from 'playwright-core';
