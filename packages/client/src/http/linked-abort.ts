/** An abort of its own that also follows another. `AbortSignal.any` is missing in older browsers. */
export interface LinkedAbort {
  readonly controller: AbortController;
  /** Ends the link; has to be called. */
  unlink(): void;
}

/** Makes a controller that aborts when `parent` does, with its reason. */
export function linkAbort(parent: AbortSignal | undefined): LinkedAbort {
  const controller = new AbortController();
  const follow = () => controller.abort(parent?.reason);
  if (parent?.aborted) {
    follow();
  }
  parent?.addEventListener('abort', follow, { once: true });
  return { controller, unlink: () => parent?.removeEventListener('abort', follow) };
}

/** Waits for a promise, or throws the signal's reason as soon as that aborts. */
export async function untilAborted<Value>(promise: Promise<Value>, signal: AbortSignal): Promise<Value> {
  let leave = () => {};
  const aborted = new Promise<never>((_, reject) => {
    leave = () => reject(signal.reason);
    if (signal.aborted) {
      leave();
    }
    signal.addEventListener('abort', leave, { once: true });
  });
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    signal.removeEventListener('abort', leave);
  }
}
