import chromium from '@sparticuz/chromium';
import { type Browser, chromium as playwright } from 'playwright-core';

/**
 * A real Chromium: the one that comes inside a package, or the installed one that `CHROME_PATH` names.
 */
export async function launchBrowser(): Promise<Browser> {
  const { CHROME_PATH } = process.env;
  return CHROME_PATH === undefined
    ? playwright.launch({ executablePath: await chromium.executablePath(), args: chromium.args, headless: true })
    : playwright.launch({ executablePath: CHROME_PATH, headless: true });
}
