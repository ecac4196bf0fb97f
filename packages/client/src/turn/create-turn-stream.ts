import type { ClientContext } from '../client-context.ts';
import { linkAbort } from '../http/linked-abort.ts';
import type { ClientEvent, StreamHooks, TurnStream } from '../turn-stream.ts';
import { createTurnHooks } from './call-hooks.ts';
import { readTurn } from './read-turn.ts';
import { stopTurn } from './stop-turn.ts';
import type { TurnToRead } from './turn-route.ts';

/** How one turn is read. */
export interface TurnStreamOptions extends StreamHooks {
  readonly after?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** A turn that is read once somebody iterates it. */
export function createTurnStream(context: ClientContext, turn: TurnToRead, options: TurnStreamOptions): TurnStream {
  const own = new AbortController();
  let progress: 'new' | 'reading' | 'ended' = 'new';

  async function* read(): AsyncGenerator<ClientEvent, void, undefined> {
    const { controller, unlink } = linkAbort(options.signal);
    const follow = () => controller.abort(own.signal.reason);
    own.signal.addEventListener('abort', follow, { once: true });
    if (own.signal.aborted) {
      follow();
    }
    const hooks = createTurnHooks(context.environment, [context.hooks, options]);
    try {
      yield* readTurn({ context, turn, hooks, after: options.after, signal: controller.signal });
    } finally {
      progress = 'ended';
      own.signal.removeEventListener('abort', follow);
      unlink();
      controller.abort();
    }
  }

  return {
    turnId: turn.turnId,
    [Symbol.asyncIterator]() {
      if (progress !== 'new') {
        throw new TypeError('A TurnStream can be iterated once. Watch the turn, or send it again under its turn id.');
      }
      progress = 'reading';
      return read();
    },
    stop: () => stopTurn(context, turn, () => progress === 'reading'),
    abort: (reason) => own.abort(reason),
  };
}
