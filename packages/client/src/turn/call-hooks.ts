import type { ClientEnvironment } from '../environment.ts';
import type { StreamHooks, Transport } from '../turn-stream.ts';

/** The hooks of one turn, the client's and its own. */
export interface TurnHooks {
  transportChanged(from: Transport | undefined, to: Transport, reason: string): void;
  /** Text has come; the first time is told. */
  textRead(): void;
  resumed(attempt: number): void;
}

/** Begins the turn's time. What a hook throws is dropped: the stream is not its business. */
export function createTurnHooks(
  environment: Pick<ClientEnvironment, 'nowMs'>,
  all: readonly (StreamHooks | undefined)[],
): TurnHooks {
  const startedAtMs = environment.nowMs();
  let hasText = false;
  const tell = (call: (hooks: StreamHooks) => void) => {
    for (const hooks of all) {
      try {
        if (hooks !== undefined) {
          call(hooks);
        }
      } catch {
        // A hook's fault is not the stream's.
      }
    }
  };
  return {
    transportChanged: (from, to, reason) =>
      tell((hooks) => hooks.onTransportChange?.({ ...(from !== undefined && { from }), to, reason })),
    textRead() {
      if (!hasText) {
        hasText = true;
        const ms = environment.nowMs() - startedAtMs;
        tell((hooks) => hooks.onFirstToken?.(ms));
      }
    },
    resumed: (attempt) => tell((hooks) => hooks.onResume?.(attempt)),
  };
}
