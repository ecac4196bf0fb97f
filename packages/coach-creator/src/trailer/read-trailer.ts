import { sophisticationLevelSchema } from '@coach-stream/streaming-core/contract';
import * as z from 'zod/mini';

/** What the model judges of an answer. It can move nothing else. */
export const creatorTrailerSchema = z.object({
  sophisticationLevel: z.pipe(z.string().check(z.toLowerCase()), sophisticationLevelSchema),
  /** The question is answered; where not, the reply asks a follow-up. */
  answered: z.boolean(),
  /** The person has asked to finish. */
  wantsToFinish: z.boolean(),
});

export type CreatorTrailer = z.infer<typeof creatorTrailerSchema>;

/**
 * What is wrong with a trailer. `missing`: there is none; `broken`: nothing in it can be read; `doubled`: there is more
 * than one; `inside`: words stand behind it, which nobody has seen.
 */
export type TrailerFault = 'missing' | 'broken' | 'doubled' | 'inside';

/** What came of reading a trailer. */
export type TrailerReading =
  | { readonly trailer: CreatorTrailer; readonly fault?: undefined }
  | { readonly trailer?: undefined; readonly fault: TrailerFault };

/** A flat JSON object, or a line that tells a level and nothing else. */
const UNIT = /\{[^{}]*\}|SOPHISTICATION_LEVEL[\s:=*"'_-]*(?<level>[A-Za-z]+)/g;
/** What may stand behind it: the marker's end, Markdown, blanks. */
const DECORATION = /[>`*\s]/g;

/**
 * Reads what a filter has held back: its marker and everything behind it. A line `SOPHISTICATION_LEVEL: X` tells the
 * level of an answer that counts. Never throws.
 */
export function readTrailer(held: string | undefined): TrailerReading {
  if (held === undefined) {
    return { fault: 'missing' };
  }
  const [unit, ...more] = held.matchAll(UNIT);
  if (unit === undefined) {
    return { fault: 'broken' };
  }
  const behind = held.slice(unit.index + unit[0].length).replace(DECORATION, '');
  if (more.length > 0 || behind.includes('<<<')) {
    return { fault: 'doubled' };
  }
  if (behind !== '') {
    return { fault: 'inside' };
  }
  const level = unit.groups?.level;
  const value = level === undefined ? parseJson(unit[0]) : toTrailer(level);
  const { data } = z.safeParse(creatorTrailerSchema, value);
  return data === undefined ? { fault: 'broken' } : { trailer: data };
}

function toTrailer(sophisticationLevel: string): CreatorTrailerInput {
  return { sophisticationLevel, answered: true, wantsToFinish: false };
}

type CreatorTrailerInput = z.input<typeof creatorTrailerSchema>;

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
