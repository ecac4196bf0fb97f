import type { OpenedStream, StreamError } from '@coach-stream/streaming-core';
import { ManualClock, settle } from '../../streaming-core/test/manual-clock.ts';
import { createTurnEngine, type TurnEngine } from '../src/engine/turn-engine.ts';
import { type AnswerScript, ScriptedAnswers } from './in-memory-answer.ts';
import { InMemoryProcess } from './in-memory-process.ts';
import { InMemoryQuota } from './in-memory-quota.ts';
import { InMemoryReader } from './in-memory-reader.ts';
import { InMemoryTables } from './in-memory-tables.ts';
import type { ModelResult } from './model-operations.ts';

/** What differs between requests to run a turn. */
interface PostOptions {
  readonly turnId?: string;
  readonly hash?: string;
  readonly signal?: AbortSignal;
  readonly refusal?: () => StreamError | undefined;
}

/** An engine in a process of its own. */
export interface InMemoryEngine {
  readonly process: InMemoryProcess;
  readonly engine: TurnEngine<string, ModelResult>;
  /** Sends a message, for a reader that has what it has; a new reader where none is given. */
  post(options?: PostOptions, reader?: InMemoryReader): Posted;
  /** Watches a turn. */
  watch(turnId?: string, reader?: InMemoryReader): InMemoryReader;
}

/** A request that was sent. */
interface Posted {
  readonly reader: InMemoryReader;
  readonly opened: Promise<OpenedStream>;
}

/** Engines over the same tables, and their time. */
export class InMemoryEngines {
  readonly clock = new ManualClock();
  readonly tables = new InMemoryTables();
  readonly answers: ScriptedAnswers;
  /** What users may run in the processes that are started from now on; `undefined`: anything. */
  quota: InMemoryQuota | undefined;

  constructor(...scripts: readonly AnswerScript[]) {
    this.answers = new ScriptedAnswers(this.tables.world, scripts);
  }

  /** Lets so many turns run at once. */
  limit(most: number): InMemoryQuota {
    this.quota = new InMemoryQuota(this.tables.world, this.clock, most);
    return this.quota;
  }

  /** Starts another process. */
  start(): InMemoryEngine {
    const process = new InMemoryProcess({ clock: this.clock, tables: this.tables, quota: this.quota });
    const { ports } = process;
    const engine = createTurnEngine(ports);
    return {
      process,
      engine,
      post: (options = {}, reader = new InMemoryReader()) => {
        const { turnId = 't', hash = turnId, signal = new AbortController().signal } = options;
        const opened = engine.open(
          {
            userId: 'u',
            turnId,
            hash,
            subject: 's',
            after: reader.after,
            subjectAccess: ports.operations,
            refusal: options.refusal ?? (() => undefined),
            answer: (turn, runSignal) => this.answers.answer(ports.clock, turn, runSignal),
          },
          { signal },
        );
        void reader.read(opened);
        return { reader, opened };
      },
      watch: (turnId = 't', reader = new InMemoryReader()) => {
        const query = { userId: 'u', turnId, after: reader.after };
        void reader.read(engine.watch(query, { signal: new AbortController().signal }));
        return reader;
      },
    };
  }

  /** Lets time pass, once nothing waits for anything else. */
  async pass(ms: number): Promise<void> {
    await settle();
    await this.clock.advance(ms);
  }
}
