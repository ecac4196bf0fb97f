import { type CoachConfig, coachConfigSchema } from '@coach-stream/store/entities';
import * as z from 'zod/mini';
import { describeIssue, issueSchema } from '../generate/describe-issue.ts';
import {
  MAX_ITEM_CHARACTERS,
  MAX_ITEMS,
  MAX_PROMPT_CHARACTERS,
  MAX_REASONING_CHARACTERS,
  MIN_PROMPT_CHARACTERS,
  type WrittenCoach,
} from '../generate/written-coach.ts';

const NAME = /^\p{L}[\p{L}\p{M}' .-]*$/u;
const MAX_DESCRIPTION_CHARACTERS = 60;

/** What breaks the limits of what a model writes, and of a coach: where, and what is allowed. */
export function findBrokenLimits(written: WrittenCoach, config: CoachConfig): string[] {
  const { coachName, coachDescription, prompts, personalityReasoning, methodologyReasoning } = written;
  const lists = {
    emphasis: written.emphasis,
    programmingFocus: written.programmingFocus,
    specializations: written.specializations,
    otherLimitations: written.otherLimitations,
  };
  const reasonings = { personalityReasoning, methodologyReasoning };
  return [
    ...z.parse(z.array(issueSchema), z.safeParse(coachConfigSchema, config).error?.issues ?? []).map(describeIssue),
    ...(NAME.test(coachName.trim()) ? [] : ['coachName: letters, spaces, apostrophes and hyphens only.']),
    ...tooLong('coachDescription', coachDescription, MAX_DESCRIPTION_CHARACTERS),
    ...Object.entries(prompts).flatMap(([name, text]) => [
      ...tooLong(`prompts.${name}`, text, MAX_PROMPT_CHARACTERS),
      ...(text.trim().length < MIN_PROMPT_CHARACTERS
        ? [`prompts.${name}: at least ${MIN_PROMPT_CHARACTERS} characters.`]
        : []),
    ]),
    ...Object.entries(reasonings).flatMap(([name, text]) => [
      ...tooLong(name, text, MAX_REASONING_CHARACTERS),
      ...(text.trim() === '' ? [`${name}: must not be empty.`] : []),
    ]),
    ...Object.entries(lists).flatMap(([name, items]) => [
      ...(items.length > MAX_ITEMS ? [`${name}: at most ${MAX_ITEMS} items.`] : []),
      ...items.flatMap((item) => tooLong(name, item, MAX_ITEM_CHARACTERS)),
      ...(items.some((item) => item.trim() === '') ? [`${name}: no empty items.`] : []),
    ]),
    ...(['emphasis', 'programmingFocus'] as const).flatMap((name) =>
      lists[name].length === 0 ? [`${name}: at least one item.`] : [],
    ),
  ];
}

function tooLong(name: string, text: string, maxCharacters: number): string[] {
  return text.length > maxCharacters ? [`${name}: at most ${maxCharacters} characters, not ${text.length}.`] : [];
}
