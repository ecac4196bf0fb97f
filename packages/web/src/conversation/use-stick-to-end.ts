import { type RefObject, useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react';

/** How near to its end a list counts as being there, in CSS pixels. */
const NEAR_PX = 60;

/** A list that stays at its end while it grows, unless the person has scrolled up. */
export interface StickToEnd {
  readonly scrollRef: RefObject<HTMLDivElement | null>;
  readonly contentRef: RefObject<HTMLDivElement | null>;
  readonly isAtEnd: boolean;
  readonly toEnd: () => void;
}

/**
 * Keeps a scrolled list at its end. Older messages that come in above leave what is read where it is.
 *
 * @param firstKey the key of the list's first message
 */
export function useStickToEnd(firstKey: string | undefined): StickToEnd {
  const scrollRef = useRef<HTMLDivElement>(null);
  const contentRef = useRef<HTMLDivElement>(null);
  const isStuck = useRef(true);
  const heightBefore = useRef(0);
  const [isAtEnd, setIsAtEnd] = useState(true);

  const toEnd = useCallback(() => {
    const scroll = scrollRef.current;
    if (scroll !== null) {
      isStuck.current = true;
      setIsAtEnd(true);
      scroll.scrollTop = scroll.scrollHeight;
    }
  }, []);

  useEffect(() => {
    const [scroll, content] = [scrollRef.current, contentRef.current];
    if (scroll === null || content === null) {
      return;
    }
    let lastTop = scroll.scrollTop;
    const onScroll = () => {
      const isNear = scroll.scrollHeight - scroll.scrollTop - scroll.clientHeight < NEAR_PX;
      // Only a person scrolls up; a list that grows does not.
      isStuck.current = isNear || (isStuck.current && scroll.scrollTop >= lastTop);
      lastTop = scroll.scrollTop;
      setIsAtEnd(isStuck.current);
    };
    const observer = new ResizeObserver(() => {
      heightBefore.current = scroll.scrollHeight;
      if (isStuck.current) {
        scroll.scrollTop = scroll.scrollHeight;
      }
    });
    observer.observe(content);
    observer.observe(scroll);
    scroll.addEventListener('scroll', onScroll, { passive: true });
    return () => {
      observer.disconnect();
      scroll.removeEventListener('scroll', onScroll);
    };
  }, []);

  // biome-ignore lint/correctness/useExhaustiveDependencies: another first message means that older ones have come
  useLayoutEffect(() => {
    const scroll = scrollRef.current;
    if (scroll !== null && !isStuck.current) {
      scroll.scrollTop += scroll.scrollHeight - heightBefore.current;
    }
  }, [firstKey]);

  return { scrollRef, contentRef, isAtEnd, toEnd };
}
