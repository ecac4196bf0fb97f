import { useEffect, useRef } from 'react';

/** How a dialog stands over the page. */
export interface Modal {
  /** For the dialog's content. */
  readonly content: { readonly onCloseAutoFocus: (event: Event) => void };
  /** Lets the focus go to the page's heading: what had it before is about to go. */
  readonly leaveToHeading: () => void;
}

/**
 * Takes the page out of reach while a dialog stands over it — of pointer, Tab and screen reader — and gives the focus
 * back behind it: to where it was, or to the page's heading.
 */
export function useModal(): Modal {
  const before = useRef<Element>(null);
  useEffect(() => {
    before.current = document.activeElement;
    const page = document.getElementById('root');
    page?.setAttribute('inert', '');
    return () => page?.removeAttribute('inert');
  }, []);
  return {
    content: {
      onCloseAutoFocus(event) {
        event.preventDefault();
        const target = before.current?.isConnected ? before.current : document.querySelector('#main h1');
        if (target instanceof HTMLElement) {
          target.focus();
        }
      },
    },
    leaveToHeading() {
      before.current = null;
    },
  };
}
