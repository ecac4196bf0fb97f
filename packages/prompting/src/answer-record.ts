import type { AnswerResult } from '@coach-stream/store';
import type { Clock } from '@coach-stream/streaming-core';
import type { StopReason } from '@coach-stream/streaming-core/contract';
import { createUsageMeter, type UsageMeter } from './usage-meter.ts';

/** What is known of a turn while it is being answered, and of an answer however it ends. */
export interface AnswerRecord<Effects extends Readonly<Record<string, unknown>>> {
  readonly meter: UsageMeter;
  /** Filled while the turn is worked on. */
  readonly effects: Effects;
  stopReason: StopReason;
  /** Notes when the first text went out; later calls change nothing. */
  firstToken(): void;
  /** The answer as it stands. */
  toResult(text: string, state: AnswerResult['state']): AnswerResult;
}

/**
 * Begins a record.
 *
 * @param effects what the turn does besides being answered, as it is before it has done anything
 * @param options.startedAtMs when the request arrived, on the clock's `monotonicMs`
 */
export function createAnswerRecord<Effects extends Readonly<Record<string, unknown>>>(
  effects: Effects,
  { clock, startedAtMs }: { readonly clock: Clock; readonly startedAtMs: number },
): AnswerRecord<Effects> {
  const elapsedMs = () => Math.round(clock.monotonicMs() - startedAtMs);
  let firstTokenMs: number | null = null;
  const record: AnswerRecord<Effects> = {
    meter: createUsageMeter(),
    effects,
    stopReason: 'unknown',
    firstToken() {
      firstTokenMs ??= elapsedMs();
    },
    toResult: (text, state) => ({
      text,
      state,
      stopReason: record.stopReason,
      usage: record.meter.total(),
      createdAt: new Date(clock.now()).toISOString(),
      timings: { firstTokenMs, totalMs: elapsedMs() },
      effects: structuredClone(effects),
    }),
  };
  return record;
}
