import type { Locator, Page } from 'playwright-core';

/** Elements of a page that can be reached by Tab are fewer. */
const MAX_PRESSES = 60;

/**
 * Goes to an element by keyboard, as somebody without a mouse does.
 *
 * @param key `Tab`, or `Shift+Tab` to go back
 * @throws Error where the element cannot be reached
 */
export async function pressUntilFocused(page: Page, key: 'Tab' | 'Shift+Tab', element: Locator): Promise<void> {
  const isFocused = () => element.evaluate((node: { matches(selector: string): boolean }) => node.matches(':focus'));
  for (let presses = 0; !(await isFocused()); presses += 1) {
    if (presses === MAX_PRESSES) {
      throw new Error(`${key} does not reach ${element}.`);
    }
    await page.keyboard.press(key);
  }
}
