import type { BrowserContext } from 'playwright-core';

/** What Chromium logs where a request fails or is answered with an error: wanted where a test breaks the network. */
const FAILED_REQUEST = /^Failed to load resource: /;

/** Violations are told by an event of the document; the console's own line does not name what was blocked. */
const REPORT_VIOLATIONS = `document.addEventListener('securitypolicyviolation', (event) =>
  console.error('Content security policy: ' + event.effectiveDirective + ' blocked ' + event.blockedURI))`;

/** What went wrong in the pages of a context. */
export interface PageProblems {
  /** Errors of the console, uncaught exceptions and violations of the content security policy. */
  readonly seen: readonly string[];
  /** Failed requests are wanted from now on. */
  allowFailedRequests(): void;
}

/** Collects what pages of a context complain about. */
export async function watchProblems(context: BrowserContext): Promise<PageProblems> {
  const seen: string[] = [];
  let mayRequestsFail = false;
  context.on('console', (message) => {
    const text = message.text();
    if (message.type() === 'error' && !(mayRequestsFail && FAILED_REQUEST.test(text))) {
      seen.push(`${text} (${message.location().url})`);
    }
  });
  context.on('weberror', (webError) => seen.push(`uncaught: ${webError.error().message}`));
  await context.addInitScript(REPORT_VIOLATIONS);
  return {
    seen,
    allowFailedRequests() {
      mayRequestsFail = true;
    },
  };
}
