import type { Page } from 'playwright-core';

/** The app's own scripts, by their address. */
const APP_SCRIPT = /\/assets\/[^/]+\.js$/;

/** Counts how often functions of the app are called: what a page does, whatever the machine's speed. */
export interface CallCounter {
  /** Calls since the last time that this was asked. */
  take(): Promise<number>;
}

/** Begins to count. https://chromedevtools.github.io/devtools-protocol/tot/Profiler/#method-startPreciseCoverage */
export async function countCalls(page: Page): Promise<CallCounter> {
  const session = await page.context().newCDPSession(page);
  await session.send('Profiler.enable');
  await session.send('Profiler.startPreciseCoverage', { callCount: true, detailed: false });
  return {
    async take() {
      const { result } = await session.send('Profiler.takePreciseCoverage');
      return result
        .filter(({ url }) => APP_SCRIPT.test(url))
        .flatMap(({ functions }) => functions.flatMap(({ ranges }) => ranges[0]?.count ?? 0))
        .reduce((sum, count) => sum + count, 0);
    },
  };
}
