import {
  CLAUSE_END,
  HURTS,
  isDeniedBefore,
  isResolvedAfter,
  JOINER,
  NOT_QUITE,
  OVER_BEFORE,
} from './injury-clauses.ts';
import { KNOWN_INJURIES } from './known-injuries.ts';
import { INJURY_AREAS, type InjuryArea } from './known-injury.ts';

/** What an answer says of injuries. */
export interface ReadInjuries {
  /** Areas that hurt, or that have to be heeded, in the order of {@link INJURY_AREAS}. */
  readonly areas: readonly InjuryArea[];
  /** The answer tells of something that the rules do not know. */
  readonly hasOther: boolean;
}

interface Mention {
  readonly area: InjuryArea;
  readonly start: number;
  readonly end: number;
}

/** A body part that is named in a list stands for itself: "back, knees", "my neck and back". */
const LISTED_BACK = /(?<=^\s*|[,/&+]\s*|\band\s+|\bor\s+|\bnor\s+)backs?(?=\s*(?:$|[,/&+]|\band\b|\bor\b|\bnor\b))/g;

const WORDS: readonly (readonly [InjuryArea, RegExp])[] = KNOWN_INJURIES.map(({ area, words }) => [
  area,
  new RegExp(`(?<![a-z])(?:${words.join('|')})(?![a-z])`, 'g'),
]);

/** What says that there is nothing at all. */
const NOTHING =
  /^\s*(?:none|no(?:pe|thing)?|n\/?a|nil|zero|-+|not (?:really|that i know of|at the moment|any)|never|all good|i'm (?:fine|good|healthy)|healthy|fit|fine|good)\b|\b(?:no|not any|without|zero|never (?:had )?(?:an?|any)|don't have(?: any)?|do not have(?: any)?) (?:\w+ ){0,3}(?:injur\w+|limitations?|issues?|problems?|restrictions?|complaints?|pains?|conditions?)\b/;
/** What the rules know nothing more of than that somebody has to ask. */
const OTHER =
  /\b(?:neck|ribs?|foot|feet|toes?|hands?|fingers?|thumbs?|shins?|calf|calves|hamstrings?|quads?|groin|chest|heart|asthma\w*|diabet\w+|blood pressure|hypertension|hernia|osteopor\w+|arthrit\w+|epilep\w+|dizz\w+|migraines?|pelvi\w+|plantar|concussion|vertigo|cancer|stroke|hypermobil\w+|fibromyalg\w+|surgery|medication)\b/;

/**
 * Reads injuries out of an answer by rule, in English. What is denied ("no knee pain"), over ("used to", "is fine now")
 * or healed does not count; what is doubtful does.
 *
 * @param text as `readAnswers` gives it
 * @param scope `injuries`: naming an area is enough; `anywhere`: it has to be said to hurt, since people also train areas
 */
export function readInjuries(text: string, scope: 'injuries' | 'anywhere'): ReadInjuries {
  const hurting = new Set<InjuryArea>();
  let earlier: readonly InjuryArea[] = [];
  for (const clause of clausesOf(text)) {
    const mentions = findMentions(clause);
    if (mentions.length > 0) {
      for (const [index, { area }] of mentions.entries()) {
        if (isHurting(clause, mentions, index) && (scope === 'injuries' || HURTS.test(clause))) {
          hurting.add(area);
        }
      }
      earlier = mentions.map(({ area }) => area);
    } else if (earlier.length > 0) {
      // "…, but it has healed" and "… is fine, but it clicks" are about what was named before.
      changeByLaterClause(clause, earlier, hurting);
    }
  }
  return {
    areas: INJURY_AREAS.filter((area) => hurting.has(area)),
    hasOther: scope === 'injuries' && hurting.size === 0 ? hasOther(text) : OTHER.test(withoutDenied(text)),
  };
}

/** Clauses; a longer one is cut at a space, so that the time that reading takes grows with the text and no faster. */
function clausesOf(text: string): string[] {
  return text.split(CLAUSE_END).flatMap((clause) => clause.match(/[\s\S]{1,600}(?=\s|$)|[\s\S]{1,600}/g) ?? []);
}

function findMentions(clause: string): Mention[] {
  const found = WORDS.flatMap(([area, pattern]) => [
    ...[...clause.matchAll(pattern)].map(toMention(area)),
    ...(area === 'back' ? [...clause.matchAll(LISTED_BACK)].map(toMention(area)) : []),
  ]).sort((one, other) => one.start - other.start || other.end - one.end);
  return found.filter(
    (mention, index) => !found.slice(0, index).some((one) => one.end > mention.start && one.area === mention.area),
  );
}

function toMention(area: InjuryArea) {
  return (match: RegExpExecArray): Mention => ({ area, start: match.index, end: match.index + match[0].length });
}

function isHurting(clause: string, mentions: readonly Mention[], index: number): boolean {
  return !isDenied(clause, mentions, index) && !isResolved(clause, mentions, index);
}

/** Denials reach over a list: "no knee, hip or ankle pain". */
function isDenied(clause: string, mentions: readonly Mention[], index: number): boolean {
  const [previous, mention] = [mentions[index - 1], mentions[index]];
  const before = clause.slice(previous?.end ?? 0, mention?.start);
  if (isDeniedBefore(before) || (OVER_BEFORE.test(before) && !/\bstill\b/.test(clause))) {
    return true;
  }
  const after = clause.slice(mention?.end);
  const isListed = previous !== undefined && JOINER.test(before) && !/\bbad\b/.test(before);
  const isOneList = /\b(?:or|nor)\b/.test(`${before} ${after}`) || (!before.includes(',') && !OWN_VERB.test(after));
  return isListed && isOneList && isDenied(clause, mentions, index - 1);
}

/** A statement of its own: "no knee pain and my hip hurts". */
const OWN_VERB =
  /^\s*(?:still |really |always |sometimes )?(?:hurts?|aches?|is|are|was|gets?|click\w*|swell\w*|acts?|bothers?|feels?)\b/;

/** So do resolutions: "knee and hip are fine". */
function isResolved(clause: string, mentions: readonly Mention[], index: number): boolean {
  const [mention, next] = [mentions[index], mentions[index + 1]];
  const after = clause.slice(mention?.end, next?.start);
  if (next !== undefined && JOINER.test(after)) {
    return isResolved(clause, mentions, index + 1);
  }
  return isResolvedAfter(after);
}

function changeByLaterClause(clause: string, areas: readonly InjuryArea[], hurting: Set<InjuryArea>): void {
  if (RESOLVES.test(clause) && isResolvedAfter(clause)) {
    for (const area of areas) {
      hurting.delete(area);
    }
  } else if (REFERS.test(clause) && (HURTS.test(clause) || NOT_QUITE.test(clause)) && !isResolvedAfter(clause)) {
    for (const area of areas) {
      hurting.add(area);
    }
  }
}

/** A clause that speaks of what was named before. */
const RESOLVES = /\b(?:it|its|it's|that|they|that's|both|fully|completely|all|now|since|healed|recovered|fine|gone)\b/;
const REFERS =
  /^\s*(?:it|its|it's|they|that|both|still|sometimes|occasionally|only|when|if|hurts|now and then|a bit|has|have|can|needs?)\b/;

function hasOther(text: string): boolean {
  if (text.trim() === '') {
    return false;
  }
  const isAboutKnown = WORDS.some(([, pattern]) => text.search(pattern) >= 0);
  return OTHER.test(withoutDenied(text)) || (!isAboutKnown && !NOTHING.test(text));
}

/** A text without the parts that deny something. */
function withoutDenied(text: string): string {
  return clausesOf(text)
    .filter((clause) => !/\b(?:no|not|never|without|don't|haven't)\b/.test(clause))
    .join('. ');
}
