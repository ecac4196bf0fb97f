import { expect } from '@jest/globals';
import axe from 'axe-core';
import type { Page } from 'playwright-core';

/** Everything that WCAG 2.2 asks for at level AA, and what the tool's authors hold for good practice. */
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** A rule that a page breaks, and where. */
interface Violation {
  readonly id: string;
  readonly where: readonly string[];
}

/** Colours that are still changing are no colours to be measured; what never ends, such as a spinner, is not waited for. */
const SETTLED = `Promise.allSettled(document.getAnimations()
  .filter(({ effect }) => effect?.getTiming().iterations !== Infinity)
  .map(({ finished }) => finished))`;

const runWithout = (rules: readonly string[]) => {
  const off = Object.fromEntries(rules.map((rule) => [rule, { enabled: false }]));
  const options = { runOnly: TAGS, rules: off, resultTypes: ['violations'] };
  return `axe.run(document, ${JSON.stringify(options)}).then(({ violations }) => violations.map(({ id, nodes }) =>
    ({ id, where: nodes.map(({ html, failureSummary }) => html + ' ' + failureSummary) })))`;
};

/**
 * The page, as it is now, breaks no rule of axe: in light colours and in dark ones.
 *
 * @param without rules that do not fit the state, by their ids
 */
export async function expectAccessible(page: Page, without: readonly string[] = []): Promise<void> {
  const hasAxe = await page.evaluate('typeof axe');
  if (hasAxe === 'undefined') {
    // Not a script element: the page's content security policy would block it.
    await page.evaluate(axe.source);
  }
  const found: Record<string, readonly Violation[]> = {};
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    await page.evaluate(SETTLED);
    found[colorScheme] = await page.evaluate<readonly Violation[]>(runWithout(without));
  }
  expect(found).toEqual({ light: [], dark: [] });
}
