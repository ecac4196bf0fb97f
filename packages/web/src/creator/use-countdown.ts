import { useCallback, useEffect, useRef, useState } from 'react';

/** A countdown that a person can cancel. */
export interface Countdown {
  /** `undefined` once it is cancelled. */
  readonly secondsLeft: number | undefined;
  readonly cancel: () => void;
}

/** Counts down from the component's first appearance. @param onEnd called once, at 0 */
export function useCountdown(seconds: number, onEnd: () => void): Countdown {
  const [secondsLeft, setSecondsLeft] = useState<number | undefined>(seconds);
  const end = useRef(onEnd);
  end.current = onEnd;
  useEffect(() => {
    if (secondsLeft === undefined) {
      return;
    }
    if (secondsLeft === 0) {
      end.current();
      return;
    }
    const timer = setTimeout(() => setSecondsLeft(secondsLeft - 1), 1_000);
    return () => clearTimeout(timer);
  }, [secondsLeft]);
  return { secondsLeft, cancel: useCallback(() => setSecondsLeft(undefined), []) };
}
