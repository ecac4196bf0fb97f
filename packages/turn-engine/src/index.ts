export type { AnswerRun } from './engine/answer-run.ts';
export type { StoredTurn, TurnEnginePorts } from './engine/ports.ts';
export { requestHash } from './engine/request-hash.ts';
export { type TurnSettings, turnSettings } from './engine/settings.ts';
export { createTurnEngine, type OpenRequest, type TurnEngine, type TurnQuery } from './engine/turn-engine.ts';
export type { SettledTurn, TurnEnd, TurnOperations } from './operations.ts';
export {
  type BeginSettings,
  beginTurn,
  type TurnBeginning,
  type TurnRequest,
  type TurnUse,
} from './protocol/begin-turn.ts';
export { finishTurn, type RunningTurn, type TurnOutcome } from './protocol/finish-turn.ts';
export { settleTurn, type TurnResult } from './protocol/settle-turn.ts';
export { carryOut, type Protocol, stepsOf } from './protocol/step.ts';
export { stopTurn } from './protocol/stop-turn.ts';
export type { QuotaRefusal, TurnAttemptKey, TurnQuota } from './quota.ts';
export {
  appendText,
  type LogBatch,
  type LogEntry,
  type LoggedEvent,
  type LogPage,
  type TicketStore,
  type TurnLog,
  toEntry,
  toEvent,
} from './turn-log.ts';
export {
  isEnded,
  isOwned,
  type SubjectHead,
  type TextSource,
  type TurnFailure,
  type TurnKey,
  type TurnState,
  type TurnStatus,
} from './turn-state.ts';
