import { expect } from '@jest/globals';
import type { Page } from 'playwright-core';

/** Least height and width of what is tapped, in CSS pixels, but for links and buttons inside of a sentence. */
const MIN_TAP_PX = 40;

const TOO_WIDE = `[document.documentElement, ...document.querySelectorAll('main, nav')]
  .filter((element) => element.scrollWidth > element.clientWidth + 1)
  .map((element) => element.tagName + ' ' + element.scrollWidth + ' > ' + element.clientWidth)`;

const TOO_SMALL = `[...document.querySelectorAll('a, button, select, textarea, input:not([type=radio], [type=checkbox])')]
  .filter((element) => element.checkVisibility({ visibilityProperty: true }) && !element.closest('p'))
  .map((element) => ({ element, box: element.getBoundingClientRect() }))
  .filter(({ box }) => box.right > 0 && box.bottom > 0 && Math.min(box.width, box.height) < ${MIN_TAP_PX} - 0.5)
  .map(({ element, box }) => element.outerHTML.slice(0, 90) + ' ' + box.width + ' × ' + box.height)`;

/** Nothing of the page stands outside of its width, and what is tapped is large enough. */
export async function expectFitsPhone(page: Page): Promise<void> {
  expect(await page.evaluate(TOO_WIDE)).toEqual([]);
  expect(await page.evaluate(TOO_SMALL)).toEqual([]);
}
