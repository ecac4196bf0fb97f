import { type RefObject, useEffect, useRef } from 'react';

/**
 * Takes the focus up where it has fallen to the page, because what had it is gone: by keyboard one goes on from here.
 *
 * @param state looked at again whenever it changes
 */
export function useCatchFocus(state: string): RefObject<HTMLDivElement | null> {
  const ref = useRef<HTMLDivElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another state may have taken away what had the focus
  useEffect(() => {
    if (document.activeElement === document.body) {
      ref.current?.focus({ preventScroll: true });
    }
  }, [state]);
  return ref;
}
