import { disarm, PERSONAS } from '@coach-stream/prompting';
import type { CoachConfig, CoachScores } from '@coach-stream/store';
import type { Usage } from '@coach-stream/streaming-core/contract';
import { METHODOLOGIES } from '../methodologies/methodologies.ts';
import type { CoachBrief } from './coach-brief.ts';
import { safetyPrompt } from './safety-prompt.ts';
import type { WrittenCoach } from './written-coach.ts';

/** What a config tells of its making. */
export interface ConfigOrigin {
  readonly coachId: string;
  readonly sessionId: string;
  /** ISO-8601, UTC. */
  readonly createdAt: string;
  /** Id of the model. */
  readonly model: string;
  readonly usage: Usage;
  readonly scores: CoachScores;
}

/** The coach of what rules have settled and what a model has written. No sign that could begin a tag is left in it. */
export function composeConfig(
  { facts, safety, choice }: CoachBrief,
  draft: WrittenCoach,
  { coachId, sessionId, createdAt, model, usage, scores }: ConfigOrigin,
): CoachConfig {
  const written = disarmAll(draft);
  const { personality, methodology } = choice;
  const persona = PERSONAS[personality.id];
  return {
    coachId,
    coachName: written.coachName,
    coachDescription: written.coachDescription,
    status: 'active',
    personality: {
      primary: personality.id,
      secondary: [...personality.secondary],
      weights: { ...personality.weights },
      reasoning: written.personalityReasoning,
    },
    methodology: {
      primary: methodology.id,
      reasoning: written.methodologyReasoning,
      emphasis: written.emphasis,
      periodization: METHODOLOGIES[methodology.id].periodization,
    },
    technical: {
      programmingFocus: written.programmingFocus,
      experienceLevel: facts.experienceLevel,
      trainingFrequency: facts.trainingFrequency,
      specializations: written.specializations,
      injuryConsiderations: [...facts.injuries, ...facts.lifeStages, ...written.otherLimitations],
      goalTimeline: facts.goalTimeline,
      intensity: facts.intensity,
      equipment: [...facts.equipment],
      timeConstraints: facts.timeConstraints,
      safety,
    },
    prompts: {
      personality: `${persona.prompts.personality}\n${written.prompts.personality}`,
      safety: safetyPrompt(
        { injuries: facts.injuries, otherLimitations: [...facts.lifeStages, ...written.otherLimitations] },
        safety,
        written.prompts.safety,
      ),
      motivation: `${persona.prompts.motivation}\n${written.prompts.motivation}`,
      methodology: `${METHODOLOGIES[methodology.id].name}: ${METHODOLOGIES[methodology.id].periodization}\n${written.prompts.methodology}`,
      communicationStyle: `${persona.prompts.communicationStyle}\n${written.prompts.communicationStyle}`,
      adaptation: written.prompts.adaptation,
    },
    metadata: { version: 1, createdAt, sessionId, scores, model, usage },
  };
}

function disarmAll(written: WrittenCoach): WrittenCoach {
  const line = (text: string) => disarm(text).trim();
  const { personality, safety, motivation, methodology, communicationStyle, adaptation } = written.prompts;
  return {
    coachName: line(written.coachName),
    coachDescription: line(written.coachDescription),
    prompts: {
      personality: line(personality),
      safety: line(safety),
      motivation: line(motivation),
      methodology: line(methodology),
      communicationStyle: line(communicationStyle),
      adaptation: line(adaptation),
    },
    personalityReasoning: line(written.personalityReasoning),
    methodologyReasoning: line(written.methodologyReasoning),
    emphasis: written.emphasis.map(line),
    programmingFocus: written.programmingFocus.map(line),
    specializations: written.specializations.map(line),
    otherLimitations: written.otherLimitations.map(line),
  };
}
