/** What of the browser's storage is used. */
export type BrowserStorage = Pick<Storage, 'getItem' | 'setItem' | 'removeItem' | 'key' | 'length'>;

/** What is kept for one person in this browser; gone when they sign out. */
export interface UserStorage {
  readonly get: (name: string) => string | undefined;
  /** Keeps a text; `undefined` forgets it. Where the browser's storage is full or closed, nothing is kept. */
  readonly set: (name: string, text: string | undefined) => void;
}

const PREFIX = 'coach-stream.user.';

/** The storage of one person: nobody else's is read. */
export function createUserStorage(storage: BrowserStorage, userId: string): UserStorage {
  const keyOf = (name: string) => `${PREFIX}${userId}.${name}`;
  return {
    get: (name) => storage.getItem(keyOf(name)) ?? undefined,
    set(name, text) {
      try {
        if (text === undefined) {
          storage.removeItem(keyOf(name));
        } else {
          storage.setItem(keyOf(name), text);
        }
      } catch {
        // What is kept here is a convenience.
      }
    },
  };
}

/** Forgets what is kept for persons. @param exceptUserId whose is left, where somebody signs in */
export function forgetUsers(storage: BrowserStorage, exceptUserId?: string): void {
  const kept = exceptUserId === undefined ? undefined : `${PREFIX}${exceptUserId}.`;
  const keys = Array.from({ length: storage.length }, (_, at) => storage.key(at) ?? '');
  for (const key of keys) {
    if (key.startsWith(PREFIX) && !(kept !== undefined && key.startsWith(kept))) {
      storage.removeItem(key);
    }
  }
}
