import type { ImageUrls } from '@coach-stream/client';

/** How an image that was sent can be seen. Each change of it is another object. */
export type ImageAddress =
  | { readonly status: 'asked' }
  | {
      readonly status: 'known';
      readonly url: string;
      readonly expiresAtMs: number;
      /** By this device's clock, to which an address may be over when it comes. */
      readonly knownAtMs: number;
    }
  | { readonly status: 'lost' };

/** What {@link createImageAddresses} works with. */
export interface ImageAddressesOptions {
  /** Asks for the addresses of up to {@link MAX_KEYS} images. */
  readonly read: (keys: readonly string[]) => Promise<ImageUrls['images']>;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/** Where a person's images can be seen: addresses are good for minutes, and are asked for where they are needed. */
export interface ImageAddresses {
  /** `undefined`: nobody has wanted it, or not since it was lost. */
  readonly get: (key: string) => ImageAddress | undefined;
  /** An image is about to be shown. Those that are wanted at once, and have no address, are asked for together. */
  readonly want: (key: string) => void;
  /** An image was loaded from its address. */
  readonly loaded: (key: string) => void;
  /**
   * An address gave no image. Where its time is over, another one is asked for. Where it is not, that is done once, then the
   * image is lost until it is wanted again.
   */
  readonly failed: (key: string, url: string) => void;
  /** Forgets that images are lost: those that are shown are wanted again. For when there may be a network again. */
  readonly forgetLost: () => void;
  readonly subscribe: (listener: () => void) => () => void;
}

/** Images whose addresses the API gives at once. */
export const MAX_KEYS = 50;

/** Keeps the addresses of one person's images. */
export function createImageAddresses({ read, now }: ImageAddressesOptions): ImageAddresses {
  const addresses = new Map<string, ImageAddress>();
  /** Images whose last address gave none. */
  const failing = new Set<string>();
  const wanted = new Set<string>();
  /** How often what is lost was to be forgotten. */
  let round = 0;
  const listeners = new Set<() => void>();

  function set(entries: readonly (readonly [key: string, address: ImageAddress])[]): void {
    for (const [key, address] of entries) {
      addresses.set(key, address);
    }
    for (const listener of [...listeners]) {
      listener();
    }
  }

  function ask(key: string): void {
    if (wanted.size === 0) {
      queueMicrotask(readWanted);
    }
    wanted.add(key);
    set([[key, { status: 'asked' }]]);
  }

  function readWanted(): void {
    const keys = [...wanted];
    wanted.clear();
    for (let from = 0; from < keys.length; from += MAX_KEYS) {
      void readSome(keys.slice(from, from + MAX_KEYS));
    }
  }

  async function readSome(keys: readonly string[]): Promise<void> {
    const begunIn = round;
    // A refusal and a lost connection come to the same: there is no address, and the message stands without its image.
    const images = await read(keys).catch((): ImageUrls['images'] | undefined => (begunIn === round ? [] : undefined));
    if (images === undefined) {
      // What was asked without a network, and failed when there was one again.
      keys.forEach(ask);
      return;
    }
    const knownAtMs = now();
    const found = new Map(
      images.map(({ s3Key, url, expiresAt }) => [s3Key, { url, expiresAtMs: Date.parse(expiresAt), knownAtMs }]),
    );
    set(
      keys.map((key) => {
        const image = found.get(key);
        return [key, image === undefined ? { status: 'lost' } : { status: 'known', ...image }];
      }),
    );
  }

  return {
    get: (key) => addresses.get(key),
    want(key) {
      const address = addresses.get(key);
      const isOver = address?.status === 'known' && address.expiresAtMs <= now();
      if (address === undefined || address.status === 'lost' || isOver) {
        failing.delete(key);
        ask(key);
      }
    },
    loaded: (key) => void failing.delete(key),
    failed(key, url) {
      const address = addresses.get(key);
      // What is said of an older address is no news.
      if (address?.status !== 'known' || address.url !== url) {
        return;
      }
      const isOver = address.expiresAtMs <= now() && address.knownAtMs < address.expiresAtMs;
      if (!isOver && failing.has(key)) {
        set([[key, { status: 'lost' }]]);
        return;
      }
      if (!isOver) {
        failing.add(key);
      }
      ask(key);
    },
    forgetLost() {
      round += 1;
      for (const [key, { status }] of addresses) {
        if (status === 'lost') {
          addresses.delete(key);
        }
      }
      set([]);
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}
