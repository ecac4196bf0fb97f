/** Whether the person's device is on a network and the page is looked at. */
export interface Connectivity {
  isOnline(): boolean;
  /** Always true where there is no page. */
  isVisible(): boolean;
  /** Told of every change. @returns a function that ends it */
  subscribe(listener: () => void): () => void;
}

/** Everything that the client takes from the world around it. */
export interface ClientEnvironment {
  /** As the standard has it; has to heed `signal`. https://fetch.spec.whatwg.org/ */
  readonly fetch: (url: string, init: RequestInit) => Promise<Response>;
  /** Milliseconds of a clock that never goes back. */
  readonly nowMs: () => number;
  /** Calls back once, after `delayMs` milliseconds. @returns a function that clears the timer */
  readonly setTimer: (callback: () => void, delayMs: number) => () => void;
  /** At least 0 and below 1, for jitter. */
  readonly random: () => number;
  /** A new turn id: a UUID or a ULID. */
  readonly createTurnId: () => string;
  readonly connectivity: Connectivity;
}

/** What of a browser's globals is looked at; Node has none of it, or not all. */
interface BrowserGlobals {
  readonly document?: EventTarget & { readonly visibilityState?: string };
  readonly navigator?: { readonly onLine?: boolean };
  readonly addEventListener?: EventTarget['addEventListener'];
  readonly removeEventListener?: EventTarget['removeEventListener'];
}

/** The environment of a browser or of Node. Globals are looked up when they are used, so that a server may import it. */
export const DEFAULT_ENVIRONMENT: ClientEnvironment = {
  fetch: (url, init) => fetch(url, init),
  nowMs: () => performance.now(),
  setTimer(callback, delayMs) {
    const timer = setTimeout(callback, delayMs);
    return () => clearTimeout(timer);
  },
  random: Math.random,
  createTurnId,
  connectivity: {
    isOnline: () => browser().navigator?.onLine !== false,
    isVisible: () => browser().document?.visibilityState !== 'hidden',
    subscribe(listener) {
      const globals = browser();
      globals.addEventListener?.('online', listener);
      globals.addEventListener?.('offline', listener);
      globals.document?.addEventListener('visibilitychange', listener);
      return () => {
        globals.removeEventListener?.('online', listener);
        globals.removeEventListener?.('offline', listener);
        globals.document?.removeEventListener('visibilitychange', listener);
      };
    },
  },
};

function browser(): BrowserGlobals {
  return globalThis as BrowserGlobals;
}

/** A UUID of version 4 (RFC 9562, section 5.4). `crypto.randomUUID` is missing on pages that came by plain http. */
function createTurnId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
