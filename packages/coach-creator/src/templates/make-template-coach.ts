import type { Coach } from '@coach-stream/store';
import { checkConfig } from '../build/check/check-config.ts';
import type { ConfigProblem } from '../build/check/problem.ts';
import { deriveSafety } from '../build/derive/derive-safety.ts';
import type { TrainingFacts } from '../build/derive/training-facts.ts';
import type { CoachBrief } from '../build/generate/coach-brief.ts';
import { composeConfig } from '../build/generate/compose-config.ts';
import type { WrittenCoach } from '../build/generate/written-coach.ts';
import type { CoachTemplate } from './coach-template.ts';

/** A coach made of a template, and what the checks that a built one has to pass say of it. */
export interface TemplateCoach {
  readonly coach: Coach;
  /** None of any template: a test holds them to it. */
  readonly problems: readonly ConfigProblem[];
}

/** Nobody was asked before. */
const ASK_FIRST =
  'Nobody has told you of injuries, conditions or what a doctor has said: ask before the first session, and again before the first heavy or fast one.';

/**
 * Makes a coach of a template, by the rules and checks that coaches of a session are made by; without a model. The same
 * arguments give the same coach.
 *
 * @param options.createdAt ISO-8601, UTC
 */
export function makeTemplateCoach(
  { personality, methodology, madeFor, written }: CoachTemplate,
  { coachId, createdAt }: { readonly coachId: string; readonly createdAt: string },
): TemplateCoach {
  const facts: TrainingFacts = {
    ...madeFor,
    goalTimeline: 'open-ended',
    ageGroup: 'unknown',
    lifeStages: [],
    injuries: [],
    hasOtherLimitation: false,
    goals: {},
    wishes: '',
  };
  const brief: CoachBrief = {
    answers: {},
    unitSystem: 'metric',
    directive: undefined,
    facts,
    safety: deriveSafety(facts),
    choice: {
      personality: { id: personality, secondary: [], weights: { [personality]: 1 }, scores: {}, reasons: [] },
      methodology: { id: methodology, scores: {}, reasons: [] },
    },
  };
  const draft: WrittenCoach = {
    ...written,
    prompts: { ...written.prompts, safety: `${ASK_FIRST}\n${written.prompts.safety}` },
    otherLimitations: [],
  };
  const config = composeConfig(brief, draft, { coachId, createdAt, ...UNWRITTEN });
  const { scores, problems } = checkConfig(config, draft, brief);
  return { coach: { ...config, metadata: { version: 1, createdAt, scores } }, problems };
}

/** What only a coach that a model has written can tell of its making. */
const UNWRITTEN = {
  sessionId: '',
  model: '',
  usage: { inputTokens: 0, outputTokens: 0, cacheReadTokens: 0, cacheWriteTokens: 0, modelCalls: 0, costUsd: 0 },
  scores: { safety: 0, coherence: 0 },
};
