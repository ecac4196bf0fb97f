import { MAX_COACH_DESCRIPTION_WORDS, MAX_COACH_NAME_CHARACTERS } from '@coach-stream/store/entities';
import * as z from 'zod/mini';

/** Least and most characters of each text that a model writes for a coach's prompt. */
export const MIN_PROMPT_CHARACTERS = 20;
export const MAX_PROMPT_CHARACTERS = 1_200;
export const MAX_REASONING_CHARACTERS = 600;
export const MAX_ITEMS = 6;
export const MAX_ITEM_CHARACTERS = 120;

/** Limits stand in the JSON schema for the model to see; the checks judge them, so that a repair is shown the whole draft. */
const text = (description: string, limits: { readonly minLength?: number; readonly maxLength: number }) =>
  z.string().check(z.meta({ description, ...limits }));
const prompt = (description: string) =>
  text(description, { minLength: MIN_PROMPT_CHARACTERS, maxLength: MAX_PROMPT_CHARACTERS });
const reasoning = (description: string) => text(description, { minLength: 1, maxLength: MAX_REASONING_CHARACTERS });
const items = (description: string, minItems: number) =>
  z
    .array(z.string().check(z.meta({ maxLength: MAX_ITEM_CHARACTERS })))
    .check(z.meta({ description, minItems, maxItems: MAX_ITEMS }));

/** What only a model can write of a coach. Everything that rules know is not asked. */
export const writtenCoachSchema = z.object({
  coachName: text(`A first name, or a short name of two words; at most ${MAX_COACH_NAME_CHARACTERS} characters.`, {
    minLength: 1,
    maxLength: MAX_COACH_NAME_CHARACTERS,
  }),
  coachDescription: text(`What the coach is, in at most ${MAX_COACH_DESCRIPTION_WORDS} words.`, {
    minLength: 1,
    maxLength: 60,
  }),
  prompts: z.object({
    personality: prompt('How this coach is towards this person.'),
    safety: prompt('How this coach keeps this person safe, beside the settled rules.'),
    motivation: prompt('What moves this person, and how this coach uses it.'),
    methodology: prompt('How this coach applies the settled methodology to this person.'),
    communicationStyle: prompt('How this coach speaks to this person.'),
    adaptation: prompt('How this coach adapts to good days, bad days and progress.'),
  }),
  personalityReasoning: reasoning('Why this personality suits this person.'),
  methodologyReasoning: reasoning('Why this methodology suits this person.'),
  emphasis: items('What the training emphasizes, in a few words each.', 1),
  programmingFocus: items('What sessions are made of, in a few words each.', 1),
  specializations: items('What this coach is especially good at, in a few words each.', 0),
  otherLimitations: items(
    'Injuries, conditions or limits that the answers tell of and the settled facts do not have. Empty where there are none.',
    0,
  ),
});

export type WrittenCoach = z.infer<typeof writtenCoachSchema>;
