/** Says when the next picture is drawn. */
export interface FrameClock {
  /** Calls back once, before the next picture. @returns a function that takes it back */
  readonly request: (callback: () => void) => () => void;
}

/** About 60 pictures a second, where nobody draws any. */
const FALLBACK_FRAME_MS = 16;

/**
 * `requestAnimationFrame`; a timer where there is none. A browser does not draw pages that are hidden, so that nothing
 * is called back before they are shown.
 */
export const ANIMATION_FRAMES: FrameClock = {
  request(callback) {
    const { requestAnimationFrame, cancelAnimationFrame } = globalThis as FrameGlobals;
    if (requestAnimationFrame === undefined || cancelAnimationFrame === undefined) {
      const timer = setTimeout(callback, FALLBACK_FRAME_MS);
      return () => clearTimeout(timer);
    }
    const frame = requestAnimationFrame(callback);
    return () => cancelAnimationFrame(frame);
  },
};

interface FrameGlobals {
  readonly requestAnimationFrame?: (callback: () => void) => number;
  readonly cancelAnimationFrame?: (frame: number) => void;
}
