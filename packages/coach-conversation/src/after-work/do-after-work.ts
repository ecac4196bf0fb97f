import { createUsageMeter, toTimeZone } from '@coach-stream/prompting';
import type { SemanticRecord } from '@coach-stream/retrieval';
import type { ConversationRef } from '@coach-stream/store';
import type { Usage } from '@coach-stream/streaming-core/contract';
import type { AfterWorkPorts } from '../conversation-ports.ts';
import { AfterWorkError } from './after-work-error.ts';
import { loadAfterWork } from './after-work-turn.ts';
import { keepMemories } from './keep-memories.ts';
import { keepSummary } from './keep-summary.ts';
import { keepTitle } from './keep-title.ts';
import { keepWorkout } from './keep-workout.ts';
import { memoryRecord, summaryRecord, workoutRecord } from './semantic-records.ts';

/** What was done. */
export interface AfterWorkReport {
  readonly isSummarized: boolean;
  readonly isTitled: boolean;
  readonly forgottenMemories: number;
  /** Semantic records that were written. */
  readonly records: number;
  readonly usage: Usage;
}

/**
 * Does what a settled turn leaves to be done behind its answer: the summary where it is due, the title, the upkeep of
 * memories, a workout that could not be read, and the semantic records of them all. Each step is done also where others
 * fail.
 *
 * It may be done any number of times, also late and out of order: what was done before is found and not done again, and
 * records have ids of what they describe.
 *
 * @throws AfterWorkError where a step failed; what loading the conversation throws
 */
export async function doAfterWork(
  { ref, turnId }: { readonly ref: ConversationRef; readonly turnId: string },
  ports: AfterWorkPorts,
  { signal }: { readonly signal: AbortSignal },
): Promise<AfterWorkReport> {
  const meter = createUsageMeter();
  const work = await loadAfterWork({ ref, turnId }, { ports, meter, signal });
  if (work === undefined) {
    return { isSummarized: false, isTitled: false, forgottenMemories: 0, records: 0, usage: meter.total() };
  }
  const failures: { readonly step: string; readonly error: unknown }[] = [];
  const attempt = async <Value>(step: string, doing: Promise<Value>): Promise<Value | undefined> => {
    try {
      return await doing;
    } catch (error) {
      failures.push({ step, error });
      return undefined;
    }
  };
  const [summary, isTitled, memories, workout] = await Promise.all([
    attempt('summary', keepSummary(work)),
    attempt('title', keepTitle(work)),
    attempt('memories', keepMemories(work)),
    attempt('workout', keepWorkout(work)),
  ]);
  const timeZone = toTimeZone(work.snapshot.profile?.timezone);
  const records: SemanticRecord[] = [
    ...(summary?.ofTurn === undefined ? [] : [summaryRecord(ref, summary.ofTurn)]),
    ...(memories?.ofTurn === undefined ? [] : [memoryRecord(memories.ofTurn)]),
    ...(workout === undefined ? [] : [workoutRecord(workout, timeZone)]),
  ];
  if (records.length > 0) {
    await attempt('records', ports.index.upsert(records, { signal }));
  }
  if (failures.length > 0) {
    const steps = failures.map(({ step }) => step);
    throw new AfterWorkError(steps, failures[0]?.error);
  }
  return {
    isSummarized: summary?.isMade ?? false,
    isTitled: isTitled ?? false,
    forgottenMemories: memories?.forgotten ?? 0,
    records: records.length,
    usage: meter.total(),
  };
}
