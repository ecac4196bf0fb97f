import type { AnsweringModel, ChatModel } from './chat-model.ts';
import { ModelError, type ModelErrorCode } from './errors.ts';

/** A model, and what it is called. */
export interface FallbackCandidate {
  readonly name: Pick<AnsweringModel, 'provider' | 'modelId'>;
  readonly model: ChatModel;
}

/** A model that was passed over for the next one. */
export interface Fallback {
  readonly from: FallbackCandidate['name'];
  readonly to: FallbackCandidate['name'];
  /** Why it was passed over. */
  readonly code: ModelErrorCode;
}

/** Takes note of a fallback, for a metric; must not throw. */
export type OnFallback = (fallback: Fallback) => void;

/**
 * A model that is the first of several that answers. The next one is tried only while nothing has been sent, and never
 * after a validation error (`MODEL_REFUSED`): the request would be wrong for it, too. Each has its own timeouts and
 * attempts.
 *
 * @throws what the first model threw, where none answers: the others only stood in for it
 */
export function withFallback(
  candidates: readonly FallbackCandidate[],
  { onFallback }: { readonly onFallback?: OnFallback } = {},
): ChatModel {
  const [first, ...others] = candidates;
  if (first === undefined) throw new TypeError('A call site has at least one model.');
  if (others.length === 0) return first.model;

  /** Decides what follows on a failure of the candidate at `index`: the next index, or the error that the call ends in. */
  const next = (index: number, thrown: unknown, firstError: unknown): number => {
    const [from, to] = [candidates[index], candidates[index + 1]];
    // What is no failure of the model, an abort above all, ends the call as it is.
    if (!(thrown instanceof ModelError)) throw thrown;
    if (thrown.code === 'MODEL_REFUSED' || from === undefined || to === undefined) throw firstError;
    onFallback?.({ from: from.name, to: to.name, code: thrown.code });
    return index + 1;
  };

  return {
    async *stream(request, options) {
      let firstError: unknown;
      for (let index = 0; ; ) {
        let hasSent = false;
        try {
          for await (const event of (candidates[index] ?? first).model.stream(request, options)) {
            hasSent = true;
            yield event;
          }
          return;
        } catch (thrown) {
          if (hasSent) throw thrown;
          firstError ??= thrown;
          index = next(index, thrown, firstError);
        }
      }
    },
    async complete(request, options) {
      let firstError: unknown;
      for (let index = 0; ; ) {
        try {
          return await (candidates[index] ?? first).model.complete(request, options);
        } catch (thrown) {
          firstError ??= thrown;
          index = next(index, thrown, firstError);
        }
      }
    },
  };
}
