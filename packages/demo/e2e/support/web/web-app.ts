import { afterAll, afterEach, beforeAll, beforeEach, expect } from '@jest/globals';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { launchBrowser } from '../browser.ts';
import { control, type LocalRunUnderTest } from '../local-run.ts';
import { type PageProblems, watchProblems } from './page-problems.ts';
import { signedIn, type WebUser } from './web-user.ts';

/** How the app is opened. */
export interface OpenOptions {
  /** Who is signed in already. Default: nobody */
  readonly user?: Pick<WebUser, 'run' | 'token'>;
  /** The page, such as `/profile`. Default: the first one */
  readonly path?: string;
  /** Of the browser's context. Default: a light window of 1280 × 800 */
  readonly context?: BrowserContextOptions;
}

/** The app in a browser. */
export interface WebApp {
  /** Opens the app in a browser context of its own, which ends with the test. */
  open(options?: OpenOptions): Promise<Page>;
  /** Opens it in another tab of the same window. */
  openTab(beside: Page, path: string): Promise<Page>;
  /** The test breaks the network: requests that fail are no problem. */
  allowFailedRequests(): void;
}

/** A phone with a screen of 390 × 844. */
export const PHONE: BrowserContextOptions = {
  viewport: { width: 390, height: 844 },
  isMobile: true,
  hasTouch: true,
};

/** Fast enough for tests that do not look at what happens in between. */
const FAST = { firstTokenMs: 5, tokenMs: 1 };
const UP = { functionUrl: 'up', restStream: 'up', rest: 'up' };
const MAX_WAIT_MS = 10_000;

/**
 * One Chromium for a test file. Each test begins with a fast model, every transport up, and no browser context; it fails
 * where a page has logged an error, has thrown, or has violated its content security policy.
 */
export function useWebApp(run: LocalRunUnderTest): WebApp {
  let browser: Browser;
  let problems: PageProblems[] = [];
  let mayRequestsFail = false;

  const reset = async () => {
    await control(run, 'PUT', '/transports', UP);
    await control(run, 'PUT', '/model/script', FAST);
  };
  beforeAll(async () => {
    browser = await launchBrowser();
  }, 60_000);
  beforeEach(async () => {
    problems = [];
    mayRequestsFail = false;
    await reset();
  });
  afterEach(async () => {
    await Promise.all(browser.contexts().map((context) => context.close()));
    await reset();
    expect(problems.flatMap(({ seen }) => seen)).toEqual([]);
  });
  afterAll(async () => {
    await browser.close();
    await control(run, 'PUT', '/model/script', {});
  });

  return {
    async open({ user, path = '/', context: options } = {}) {
      const size = { viewport: { width: 1280, height: 800 } };
      const context = await browser.newContext({ ...size, ...(user && signedIn(user)), ...options });
      context.setDefaultTimeout(MAX_WAIT_MS);
      const watched = watchProblems(context);
      if (mayRequestsFail) {
        watched.allowFailedRequests();
      }
      problems.push(watched);
      return openPage(await context.newPage(), path);
    },
    async openTab(beside, path) {
      return openPage(await beside.context().newPage(), path);
    },
    allowFailedRequests() {
      mayRequestsFail = true;
      for (const watched of problems) {
        watched.allowFailedRequests();
      }
    },
  };

  async function openPage(page: Page, path: string): Promise<Page> {
    await page.goto(`${run.address}/#${path}`);
    return page;
  }
}
