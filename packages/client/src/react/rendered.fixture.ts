import { afterEach } from '@jest/globals';
import { Window } from 'happy-dom';
import { act, createElement, type ReactElement, StrictMode } from 'react';
import type { FrameClock } from './frame-clock.ts';

/** A page that components are rendered into, by the real react-dom. */
export interface Rendered {
  readonly text: () => string;
  readonly rerender: (element: ReactElement) => Promise<void>;
  readonly unmount: () => Promise<void>;
}

const open: Rendered[] = [];
afterEach(async () => {
  for (const rendered of open.splice(0)) {
    await rendered.unmount();
  }
});

/** Renders an element into a page of its own. */
export async function render(shown: ReactElement, options: { isStrict?: boolean } = {}): Promise<Rendered> {
  const window = new Window();
  Object.assign(globalThis, { window, document: window.document, IS_REACT_ACT_ENVIRONMENT: true });
  // Looks at the page when it is loaded.
  const { createRoot } = await import('react-dom/client');
  const page = window.document.createElement('div');
  // happy-dom's elements are no browser's to the compiler.
  const root = createRoot(page as unknown as Parameters<typeof createRoot>[0]);
  const show = (element: ReactElement) =>
    act(async () => root.render(options.isStrict ? createElement(StrictMode, null, element) : element));
  await show(shown);
  let isMounted = true;
  const rendered: Rendered = {
    text: () => page.textContent,
    rerender: show,
    async unmount() {
      if (isMounted) {
        isMounted = false;
        await act(async () => root.unmount());
        await window.happyDOM.close();
      }
    },
  };
  open.push(rendered);
  return rendered;
}

/** Lets everything happen that happens by itself. */
export const settled = (happening: () => unknown = () => undefined) =>
  act(async () => {
    happening();
    for (let steps = 0; steps < 200; steps += 1) {
      await Promise.resolve();
    }
  });

/** Frames that are drawn when a test says so. */
export function manualFrames(): FrameClock & { readonly draw: () => void; readonly pending: () => number } {
  const callbacks = new Set<() => void>();
  return {
    request(callback) {
      const entry = () => callback();
      callbacks.add(entry);
      return () => void callbacks.delete(entry);
    },
    draw() {
      const due = [...callbacks];
      callbacks.clear();
      for (const callback of due) {
        callback();
      }
    },
    pending: () => callbacks.size,
  };
}
