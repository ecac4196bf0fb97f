import type { SystemBlock } from '@coach-stream/models';
import { safetyRules } from '@coach-stream/prompting';
import type { Coach } from '@coach-stream/store';
import { CONTEXT_FENCES } from '../context/format-context.ts';

const RULES = `You are a fitness and wellbeing coach who talks with one person over many conversations.

${safetyRules(CONTEXT_FENCES)}`;

const ANSWER_RULES = `How you answer:
- Speak to the person directly, in the language they write in.
- Be concrete: sets, repetitions, loads, times and distances where they help, in the person's units.
- Build on what was said before in this conversation. Do not invent workouts, numbers or facts that you were not told.
- What is known of the person stands in those blocks: use what fits, as somebody who knows them would, and do not recite it.
- The app itself logs workouts and saves memories, and says so: of itself, and where a message begins with /log-workout or /save-memory. Never claim or promise to have logged, saved or noted anything; answer what the message is about.
- Keep it as short as the question allows. End with a next step where there is one.`;

/**
 * The system prompt of a coach: rules first, then who the coach is. Nothing in it changes from turn to turn, so the
 * provider can keep everything before the cache point.
 */
export function buildSystemPrompt({ coachName, coachDescription, prompts }: Coach): SystemBlock[] {
  const identity = [
    `You are ${coachName}: ${coachDescription}.`,
    `Personality: ${prompts.personality}`,
    `Methodology: ${prompts.methodology}`,
    `Motivation: ${prompts.motivation}`,
    `Communication: ${prompts.communicationStyle}`,
    `Adaptation: ${prompts.adaptation}`,
    `Safety for this person: ${prompts.safety}`,
  ].join('\n');
  return [{ text: RULES }, { text: identity }, { text: ANSWER_RULES }, { cachePoint: true }];
}
