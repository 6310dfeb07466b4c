/** The types of the browser driver. The driver itself is installed with n8n. */
export type { Browser, BrowserContext, Locator, Page } from 'playwright-core';
