import type { Outputs } from '@coach-stream/client';
import { type BrowserStorage, forgetUsers } from '../app/user-storage.ts';
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
  /** Somebody signs in: what is kept for others in this browser is forgotten. */
  readonly begin: (tokens: Tokens) => void;
  /** Signs out, and forgets everything that is kept for persons. */
  readonly end: () => void;
  /** Reads again who is signed in: another tab has signed in or out, or has refreshed the tokens. */
  readonly adopt: () => void;
  /** For the client's `getToken`. One refresh at a time; a refresh that is refused signs out. */
  readonly getToken: (request: { readonly isRefresh: boolean }) => Promise<string>;
}

/** The session of one stage. */
export function createSession(outputs: Outputs, storage: BrowserStorage): Session {
  const key = `coach-stream.${outputs.auth.clientId}`;
  const listeners = new Set<() => void>();
  let tokens = readTokens(storage.getItem(key));
  let person = personOf(tokens);
  let refreshing: Promise<string> | undefined;

  function take(next: Tokens | undefined): void {
    tokens = next;
    const userId = personOf(next)?.userId;
    person = userId === person?.userId ? person : personOf(next);
    for (const listener of listeners) {
      listener();
    }
  }

  function set(next: Tokens | undefined): void {
    if (next === undefined) {
      storage.removeItem(key);
    } else {
      storage.setItem(key, JSON.stringify(next));
    }
    take(next);
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
    begin(next) {
      forgetUsers(storage, personOf(next)?.userId);
      set(next);
    },
    end() {
      forgetUsers(storage);
      set(undefined);
    },
    adopt: () => take(readTokens(storage.getItem(key))),
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
