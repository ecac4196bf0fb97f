import { describeError } from './describe-error.ts';

/** What stands in a list of conversations or chats: one without its messages. Times are ISO-8601. */
export interface ListHead {
  readonly createdAt: string;
  readonly lastMessageAt?: string | undefined;
}

const ALL = Symbol('all');

/** What {@link createHeadList} works with. */
export interface HeadListOptions<Head extends ListHead> {
  /** Reads all heads there are, in any order. */
  readonly readAll: (signal: AbortSignal) => Promise<readonly Head[]>;
  /** Reads the head of one. */
  readonly readOne: (id: string, signal: AbortSignal) => Promise<Head>;
  readonly idOf: (head: Head) => string;
}

/** A list as it is shown. Each change of it is another object. */
export interface HeadListState<Head extends ListHead> {
  /** Latest first; `undefined` until they are read. The last ones stay while they are read again. */
  readonly heads: readonly Head[] | undefined;
  /** Words for a person, where they could not be read. */
  readonly error: string | undefined;
}

/** A list that is read whole once, and then head by head. */
export interface HeadList<Head extends ListHead> {
  readonly getSnapshot: () => HeadListState<Head>;
  readonly subscribe: (listener: () => void) => () => void;
  /** Reads all of it: at first, and where something was deleted. */
  readonly reload: () => void;
  /** One may have changed, or is new: reads its head alone; all of the list where that, or this head, could not be read. */
  readonly refresh: (id: string) => void;
  /** Ends what is being read; nothing is read any more until all of it is again. */
  readonly leave: () => void;
}

/** When something was last said in it, or else when it was begun. */
export function timeOf({ lastMessageAt, createdAt }: ListHead): string {
  return lastMessageAt ?? createdAt;
}

/** Keeps a list of which every head is as new as what was last asked for. */
export function createHeadList<Head extends ListHead>(options: HeadListOptions<Head>): HeadList<Head> {
  const { readAll, readOne, idOf } = options;
  const listeners = new Set<() => void>();
  let state: HeadListState<Head> = { heads: undefined, error: undefined };
  let progress: 'left' | 'reading' | 'whole' | 'failed' = 'left';
  const readings = new Map<string | typeof ALL, AbortController>();

  function set(changed: Partial<HeadListState<Head>>): void {
    state = { ...state, ...changed };
    for (const listener of [...listeners]) {
      listener();
    }
  }

  /** Begins to read a head, or all, in the place of what is read of it already. */
  function begin(what: string | typeof ALL): AbortSignal {
    readings.get(what)?.abort();
    const reading = new AbortController();
    readings.set(what, reading);
    return reading.signal;
  }

  function leave(): void {
    for (const reading of readings.values()) {
      reading.abort();
    }
    readings.clear();
    progress = 'left';
  }

  async function reload(): Promise<void> {
    leave();
    progress = 'reading';
    const signal = begin(ALL);
    if (state.error !== undefined) {
      set({ error: undefined });
    }
    try {
      const heads = await readAll(signal);
      if (!signal.aborted) {
        progress = 'whole';
        set({ heads: latestFirst(heads) });
      }
    } catch (error) {
      if (!signal.aborted) {
        progress = 'failed';
        set({ error: describeError(error) });
      }
    }
  }

  async function refresh(id: string): Promise<void> {
    if (progress === 'left') {
      return;
    }
    if (progress !== 'whole') {
      await reload();
      return;
    }
    const signal = begin(id);
    try {
      const head = await readOne(id, signal);
      if (!signal.aborted) {
        set({ heads: latestFirst([head, ...(state.heads ?? []).filter((other) => idOf(other) !== id)]) });
      }
    } catch {
      if (!signal.aborted) {
        await reload();
      }
    }
  }

  return {
    getSnapshot: () => state,
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    reload: () => void reload(),
    refresh: (id) => void refresh(id),
    leave,
  };
}

function latestFirst<Head extends ListHead>(heads: readonly Head[]): readonly Head[] {
  return heads.toSorted((one, other) => timeOf(other).localeCompare(timeOf(one)));
}
