import type { AgentState } from './agent-state.ts';

/** What has changed: only the text of the answer that is being written, or something else. */
export type AgentChange = 'text' | 'state';

/** Told after each change. An error that it throws is reported as uncaught and reaches nobody else. */
export type AgentListener = (change: AgentChange) => void;

/** One immutable state at a time, and who wants to know of the next one. `Extra` is what one kind of agent adds. */
export interface StateStore<Extra extends object> {
  /** The state; the same object until something changes. */
  readonly get: () => AgentState & Extra;
  /** Changes fields; what is not named stays the same object. Nobody is told where nothing differs. */
  readonly patch: (fields: Partial<AgentState>, extra?: Partial<Extra>) => void;
  /** Changes the text of the answer that is being written, once a token. */
  readonly patchText: (streamingMessage: string) => void;
  /** @returns ends it */
  readonly subscribe: (listener: AgentListener) => () => void;
}

/** Creates a store. */
export function createStateStore<Extra extends object>(initial: AgentState & Extra): StateStore<Extra> {
  let state = initial;
  const listeners = new Set<AgentListener>();
  const tellAll = (change: AgentChange) => {
    for (const listener of listeners) {
      tell(listener, change);
    }
  };
  return {
    get: () => state,
    patch(fields, extra) {
      const next = { ...state, ...fields, ...extra };
      if (differs(state, next)) {
        state = next;
        tellAll('state');
      }
    },
    patchText(streamingMessage) {
      if (state.streamingMessage !== streamingMessage) {
        state = { ...state, streamingMessage };
        tellAll('text');
      }
    },
    subscribe(listener) {
      // A function of our own for each call, so that one that subscribes twice is told twice, and leaves once.
      const entry: AgentListener = (change) => listener(change);
      listeners.add(entry);
      return () => {
        listeners.delete(entry);
      };
    },
  };
}

function differs<State extends object>(before: State, after: State): boolean {
  for (const name in after) {
    if (!Object.is(before[name], after[name])) {
      return true;
    }
  }
  return false;
}

function tell(listener: AgentListener, change: AgentChange): void {
  try {
    listener(change);
  } catch (error) {
    queueMicrotask(() => {
      throw error;
    });
  }
}
