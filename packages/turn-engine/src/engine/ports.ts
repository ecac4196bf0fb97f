import type { Clock } from '@coach-stream/streaming-core';
import type { CompleteEvent } from '@coach-stream/streaming-core/contract';
import type { TurnOperations } from '../operations.ts';
import type { TurnResult } from '../protocol/settle-turn.ts';
import type { TurnQuota } from '../quota.ts';
import type { TicketStore, TurnLog } from '../turn-log.ts';
import type { TurnKey, TurnState } from '../turn-state.ts';
import type { TurnSettings } from './settings.ts';

/** What is stored of an ended and settled turn, for those who read it again. */
export interface StoredTurn {
  /** The attempt that wrote the answer. */
  readonly attempt: number;
  /** The answer's text, `''` where there is none. */
  readonly text: string;
  /** The terminal event; `undefined` where the turn failed. */
  readonly complete: CompleteEvent | undefined;
}

/** What the engine works with: tables, time, and nothing that knows what a turn is about. */
export interface TurnEnginePorts<Subject, Result extends TurnResult> {
  readonly operations: TurnOperations<Subject, Result>;
  readonly log: TurnLog<Subject>;
  readonly tickets: TicketStore;
  /** Limits what users run. Default: nothing does. */
  readonly quota?: TurnQuota<Result>;
  /** Reads what is stored of a turn that has been settled; `undefined` where its messages are gone. */
  readonly readStored: (turn: TurnKey, state: TurnState<Subject>) => Promise<StoredTurn | undefined>;
  readonly clock: Clock;
  readonly settings: TurnSettings;
  /** Told of a fault that readers do not see, such as a log that could not be written. */
  readonly onFault?: (what: string, error: unknown) => void;
}
