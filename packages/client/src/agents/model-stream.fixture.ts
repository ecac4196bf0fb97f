import type { ClientEvent } from '../turn-stream.ts';
import { type ConnectionPlan, failure, network } from './connection-plan.fixture.ts';
import { completeOf, type StoredTurn } from './model-turns.fixture.ts';

/** Reads a turn of the model server as the real client reads a stream: to its end, or until the connection's plan ends it. */
export async function* readModelTurn(
  turn: StoredTurn,
  plan: ConnectionPlan,
  signal: AbortSignal,
): AsyncGenerator<ClientEvent> {
  let sent = 0;
  let isPartial = false;
  const start = { type: 'start', protocol: 1, turnId: turn.turnId, requestId: 'r' } as const;
  yield { ...start, status: 'initialized' };
  for (let at = 0; ; at += 1) {
    await Promise.resolve();
    if (signal.aborted) {
      throw failure('ABORTED', { partial: isPartial });
    }
    sent += 1;
    if (plan.cutAfter !== undefined && sent > plan.cutAfter) {
      throw network(isPartial);
    }
    const event = turn.seen[at];
    if (event !== undefined) {
      isPartial ||= event.type === 'chunk';
      yield event;
      if (plan.restartAfter === at) {
        yield { ...start, status: 'restarted' };
        yield { type: 'chunk', content: textOf(turn.seen.slice(0, at + 1)) };
      }
    } else if (turn.status === 'running') {
      at -= 1;
      sent -= 1;
      await changed(turn, signal);
    } else if (turn.status === 'failed') {
      throw failure('MODEL_INTERRUPTED', { retryable: true, partial: isPartial });
    } else {
      yield completeOf(turn);
      return;
    }
  }
}

function textOf(events: readonly ClientEvent[]): string {
  let text = '';
  for (const event of events) {
    text = event.type === 'retract' ? '' : text + (event.type === 'chunk' ? event.content : '');
  }
  return text;
}

function changed({ onChange }: Pick<StoredTurn, 'onChange'>, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      onChange.delete(done);
      signal.removeEventListener('abort', done);
      resolve();
    };
    onChange.add(done);
    signal.addEventListener('abort', done);
  });
}
