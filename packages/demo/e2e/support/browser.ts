import chromium from '@sparticuz/chromium';
import { type Browser, chromium as playwright } from 'playwright-core';

/**
 * A real Chromium: the one that comes inside a package, or the installed one that `CHROME_PATH` names. It is as strict as a
 * person's: the package's own arguments would turn off CORS, and put pages into the browser's process.
 */
export async function launchBrowser(): Promise<Browser> {
  const executablePath = process.env.CHROME_PATH ?? (await chromium.executablePath());
  return playwright.launch({ executablePath, args: ['--font-render-hinting=none'], headless: true });
}
