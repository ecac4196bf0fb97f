import type { Outputs } from '@coach-stream/client';
import { refreshTokens, SignInError, type Tokens } from './cognito.ts';
import { userIdOf } from './user-id.ts';

/** A person who is signed in. */
export interface Person {
  readonly userId: string;
}

/** Who is signed in, kept in the browser so that a reload goes on. */
export interface Session {
  /** The same object until somebody else is signed in; for `useSyncExternalStore`. */
  readonly person: () => Person | undefined;
  readonly subscribe: (listener: () => void) => () => void;
  readonly begin: (tokens: Tokens) => void;
  readonly end: () => void;
  /** For the client's `getToken`. One refresh at a time; a refresh that is refused signs out. */
  readonly getToken: (request: { readonly isRefresh: boolean }) => Promise<string>;
}

/** What of the browser's storage is used. */
export type SessionStorage = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

/** The session of one stage. */
export function createSession(outputs: Outputs, storage: SessionStorage): Session {
  const key = `coach-stream.${outputs.auth.clientId}`;
  const listeners = new Set<() => void>();
  let tokens = readTokens(storage.getItem(key));
  let person = personOf(tokens);
  let refreshing: Promise<string> | undefined;

  function set(next: Tokens | undefined): void {
    tokens = next;
    const userId = personOf(next)?.userId;
    person = userId === person?.userId ? person : personOf(next);
    if (next === undefined) {
      storage.removeItem(key);
    } else {
      storage.setItem(key, JSON.stringify(next));
    }
    for (const listener of listeners) {
      listener();
    }
  }

  async function refresh(): Promise<string> {
    const old = tokens;
    if (old?.refreshToken === undefined) {
      set(undefined);
      return old?.idToken ?? '';
    }
    try {
      const fresh = await refreshTokens(outputs, old.refreshToken);
      set({ idToken: fresh.idToken, refreshToken: fresh.refreshToken ?? old.refreshToken });
      return fresh.idToken;
    } catch (error) {
      if (error instanceof SignInError && error.code === 'NotAuthorizedException') {
        set(undefined);
      }
      return old.idToken;
    }
  }

  return {
    person: () => person,
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    begin: set,
    end: () => set(undefined),
    getToken({ isRefresh }) {
      if (!isRefresh) {
        return refreshing ?? Promise.resolve(tokens?.idToken ?? '');
      }
      refreshing ??= refresh().finally(() => {
        refreshing = undefined;
      });
      return refreshing;
    },
  };
}

function personOf(tokens: Tokens | undefined): Person | undefined {
  const userId = tokens && userIdOf(tokens.idToken);
  return userId === undefined ? undefined : { userId };
}

function readTokens(text: string | null): Tokens | undefined {
  try {
    const value: unknown = JSON.parse(text ?? 'null');
    const idToken: unknown = typeof value === 'object' && value !== null ? Reflect.get(value, 'idToken') : undefined;
    const refreshToken: unknown = idToken === undefined ? undefined : Reflect.get(Object(value), 'refreshToken');
    return typeof idToken === 'string'
      ? { idToken, refreshToken: typeof refreshToken === 'string' ? refreshToken : undefined }
      : undefined;
  } catch {
    return undefined;
  }
}
