export * from './build/index.ts';
export { type CreatorTurn, conductCreatorTurn } from './conduct-creator-turn.ts';
export type { CreatorPorts } from './creator-ports.ts';
export { advanceSession, type SessionTurn } from './session/advance-session.ts';
export {
  type CreatorCompleteFields,
  type CreatorEffects,
  readCreatorEffects,
  type SettledAnswer,
  settleSession,
  toCreatorCompleteFields,
} from './session/creator-effects.ts';
export { refusalOfAnswer } from './session/refusal-of-answer.ts';
export { outcomeOf } from './session/session-outcome.ts';
export { type StartedSession, startSession } from './session/start-session.ts';
export type { CoachTemplate } from './templates/coach-template.ts';
export { makeTemplateCoach } from './templates/make-template-coach.ts';
export { COACH_TEMPLATES, findTemplate } from './templates/templates.ts';
export { TrailerError } from './trailer/trailer-error.ts';
