import { createContext, useContext, useEffect, useRef } from 'react';

/** Whether the person has come to this page by a way within the app: its heading is then what they want to know. */
export const NavigationContext = createContext(false);

/**
 * A page's heading: moves the focus there when the page has come by navigation, so that keyboard and screen reader go on
 * from its beginning, and names the tab.
 *
 * @param title of the tab
 * @returns for the heading, which needs `tabIndex={-1}`
 */
export function usePageHeading(title: string) {
  const headingRef = useRef<HTMLHeadingElement>(null);
  const hasNavigated = useContext(NavigationContext);
  const isFirst = useRef(true);
  useEffect(() => {
    document.title = `${title} · Coach Stream`;
  }, [title]);
  useEffect(() => {
    if (hasNavigated && isFirst.current) {
      headingRef.current?.focus({ preventScroll: true });
    }
    isFirst.current = false;
  }, [hasNavigated]);
  return headingRef;
}
