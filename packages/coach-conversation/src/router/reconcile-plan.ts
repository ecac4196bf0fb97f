import { cutText } from '@coach-stream/prompting';
import { cleanLine } from '../contextual/clean-line.ts';
import { characterize } from '../memory/memory-characteristics.ts';
import { isBriefMessage } from './brief-message.ts';
import { type RouterPlan, searchTypeSchema } from './router-plan.ts';

const MAX_TAG_CHARACTERS = 40;
const MAX_QUERY_CHARACTERS = 400;

/**
 * A model's plan as it may be followed: where it contradicts itself or a rule that holds for every plan, the rule wins.
 *
 * - Brief messages and acknowledgements get no passing lines, no memories by meaning and no search.
 * - A memory that is to be saved has characteristics, one that is not has none.
 * - A search has a query and something to look in.
 * - Passing lines are clean; one that cannot be is left blank, so that the stage's written line is shown.
 */
export function reconcilePlan(plan: RouterPlan, message: string): RouterPlan {
  const { memoryProcessing, contextNeeds } = plan;
  const { isMemoryRequest, characteristics } = memoryProcessing;
  const isBrief = isBriefTurn(plan, message);
  const needsSemanticSearch = contextNeeds.needsSemanticSearch && !isBrief;
  const { searchTypes, query } = contextNeeds;
  return {
    ...plan,
    showContextualUpdates: plan.showContextualUpdates && !isBrief,
    contextualUpdates: cleanLines(plan.contextualUpdates),
    memoryProcessing: {
      ...memoryProcessing,
      needsRetrieval: memoryProcessing.needsRetrieval && !isBrief,
      characteristics: isMemoryRequest ? cleanTags(characteristics ?? characterize(message)) : null,
    },
    contextNeeds: {
      ...contextNeeds,
      needsSemanticSearch,
      searchTypes: needsSemanticSearch && searchTypes.length === 0 ? [...searchTypeSchema.options] : searchTypes,
      query: cutText(query.trim() === '' ? message : query, MAX_QUERY_CHARACTERS),
    },
  };
}

/** Whether a turn gets neither passing lines nor a search: by the message itself, or because the plan has heard no more in it. */
export function isBriefTurn({ userIntent, workoutDetection, memoryProcessing }: RouterPlan, message: string): boolean {
  const asksForMore = workoutDetection.isWorkoutLog || memoryProcessing.isMemoryRequest;
  return isBriefMessage(message) || (userIntent === 'acknowledgment' && !asksForMore);
}

type Lines = RouterPlan['contextualUpdates'];

function cleanLines(lines: Lines): Lines {
  const clean = (line: string | undefined) => (line === undefined ? undefined : (cleanLine(line) ?? ''));
  return {
    initialGreeting: clean(lines.initialGreeting) ?? '',
    workoutAnalysis: clean(lines.workoutAnalysis),
    memoryAnalysis: clean(lines.memoryAnalysis),
    patternAnalysis: clean(lines.patternAnalysis),
    insightsBrewing: clean(lines.insightsBrewing),
  };
}

function cleanTags<Characteristics extends { suggestedTags: string[] }>(characteristics: Characteristics) {
  const tags = characteristics.suggestedTags.map((tag) => cutText(tag.toLowerCase(), MAX_TAG_CHARACTERS));
  return { ...characteristics, suggestedTags: [...new Set(tags)].filter((tag) => tag !== '') };
}
