import { cutText } from '@coach-stream/prompting';
import { MAX_MEMORY_CHARACTERS, MAX_MEMORY_TAGS, type Memory } from '@coach-stream/store/entities';
import type { MemoryCharacteristics } from '../router/router-plan.ts';
import { characterize } from './memory-characteristics.ts';

/** What is to be kept in mind, before it has an owner and an id. */
export type MemoryDraft = Pick<Memory, 'content' | 'type' | 'importance' | 'tags' | 'source'> & {
  /** Only for the coach to whom it was said. */
  readonly isCoachSpecific: boolean;
};

const LEAD =
  /^(?:(?:please|pls|hey|hi|ok|okay|oh|also|and|so|btw|by the way|coach)[\s,:-]+)*(?:(?:can|could|will|would) you (?:please )?|i want you to |i'd like you to )?(?:(?:please )?(?:remember|keep in mind|bear in mind|note|don'?t forget|do not forget|make a (?:mental )?note|memori[sz]e|save|store|for (?:future reference|the record))(?: (?:this|it|down|to memory|for me))?)(?:\s+that\b|\s*[:,-])?\s+/iu;
const TRAIL =
  /[\s,.;:-]{1,4}(?:please |and )?(?:remember (?:that|this|it)|keep (?:that|this|it) in mind|don'?t forget (?:that|this|it)|note (?:that|this|it) down)(?:,? please)?[.!\s]{0,9}$/iu;
const SENTENCE_END = /(?<=[.!?？。！؟])\s+|\n+/u;
const QUESTION = /[?？؟]["'”’)\s]*$/u;
const VISIBLE = /[\p{L}\p{N}]/u;
/** Points at something that the message does not hold. */
const POINTING = /^(?:this|that|it|everything|all (?:of )?(?:this|that))[\s.!]*$/iu;

/**
 * What of a message is to be kept in mind: without "please remember that", without its questions, at most 1,000
 * characters. No model is asked.
 *
 * @param text the text behind a slash command, or the whole message
 * @param options.characteristics what the plan says of it; by rule where it says nothing
 * @returns `undefined` where there is nothing to keep
 */
export function draftMemory(
  text: string,
  {
    source,
    characteristics,
  }: { readonly source: Memory['source']; readonly characteristics: MemoryCharacteristics | null },
): MemoryDraft | undefined {
  const content = cutText(source === 'explicitRequest' ? text : essenceOf(text), MAX_MEMORY_CHARACTERS);
  if (!VISIBLE.test(content) || POINTING.test(content)) {
    return undefined;
  }
  const { type, importance, isCoachSpecific, suggestedTags } = characteristics ?? characterize(content);
  return { content, type, importance, isCoachSpecific, tags: suggestedTags.slice(0, MAX_MEMORY_TAGS), source };
}

function essenceOf(message: string): string {
  const sentences = message.trim().split(SENTENCE_END);
  const statements = sentences.filter((sentence) => !QUESTION.test(sentence) || LEAD.test(sentence));
  const told = (statements.length > 0 ? statements : sentences).join(' ');
  const essence = told.replace(LEAD, '').replace(TRAIL, '.').trim();
  return capitalize(VISIBLE.test(essence) ? essence : told);
}

function capitalize(text: string): string {
  const [first = ''] = text;
  return first.toLocaleUpperCase('en-US') + text.slice(first.length);
}
