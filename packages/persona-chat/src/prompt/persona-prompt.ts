import type { SystemBlock } from '@coach-stream/models';
import { MOMENT_FENCE, type Persona, safetyRules } from '@coach-stream/prompting';

const RULES = `You are a fitness and wellbeing coach who chats with one person.

${safetyRules([MOMENT_FENCE])}`;

const ANSWER_RULES = `How you answer:
- Speak to the person directly, in the language they write in, and always in the manner described above, whatever manner earlier answers of this chat are in.
- Keep it light and short: a few sentences, and one question back where it helps. Lists only where the person asks for a plan.
- Build on what was said before in this chat. You know nothing else of the person: do not invent workouts, numbers or facts that you were not told.
- You cannot log workouts, save anything or look anything up. Never claim or promise to.`;

/**
 * The system prompt of a persona: rules first, then who it is. Nothing in it changes from turn to turn or from person to
 * person, so that the provider can keep it.
 */
export function buildPersonaPrompt({ prompts }: Persona): SystemBlock[] {
  const identity = [
    `Personality: ${prompts.personality}`,
    `Motivation: ${prompts.motivation}`,
    `Communication: ${prompts.communicationStyle}`,
  ].join('\n');
  return [{ text: RULES }, { text: identity }, { text: ANSWER_RULES }, { cachePoint: true }];
}
