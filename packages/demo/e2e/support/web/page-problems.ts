import type { BrowserContext } from 'playwright-core';

/** What Chromium logs where a request fails or is answered with an error: wanted where a test breaks the network. */
const FAILED_REQUEST = /^Failed to load resource: /;

/** What went wrong in the pages of a context. */
export interface PageProblems {
  /** Errors of the console, violations of the content security policy among them, and uncaught exceptions. */
  readonly seen: readonly string[];
  /** Failed requests are wanted from now on. */
  allowFailedRequests(): void;
}

/** Collects what pages of a context complain about. */
export function watchProblems(context: BrowserContext): PageProblems {
  const seen: string[] = [];
  let mayRequestsFail = false;
  context.on('console', (message) => {
    const text = message.text();
    if (message.type() === 'error' && !(mayRequestsFail && FAILED_REQUEST.test(text))) {
      seen.push(`${text} (${message.location().url})`);
    }
  });
  context.on('weberror', (webError) => seen.push(`uncaught: ${webError.error().message}`));
  return {
    seen,
    allowFailedRequests() {
      mayRequestsFail = true;
    },
  };
}
