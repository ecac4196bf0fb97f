import { MARK, type Marked, markAmounts, measuresTraining } from './amounts.ts';
import { trainingKindOf } from './training-words.ts';
import { sentencesOf } from './words.ts';

/** How a sentence is meant, as far as its words tell. */
export interface Cues {
  readonly text: string;
  readonly asks: boolean;
  /** It wants something to be made. */
  readonly wants: boolean;
  /** It is about what is yet to come, or what might be. */
  readonly plans: boolean;
  /** It looks back on a time long ago, or on a habit. */
  readonly isReminiscence: boolean;
  /** Somebody else has done it. */
  readonly isOfOthers: boolean;
  /** It was not done, or only nearly. */
  readonly isUndone: boolean;
  /** It tells that the person did something. */
  readonly tells: boolean;
  /** It speaks of the person as they are now. */
  readonly isOfSelf: boolean;
  /** It holds loads, repetitions, distances, times. */
  readonly amounts: number;
  readonly namesTraining: boolean;
}

const LEAD =
  /^(?:(?:hey|hi|hello|ok|okay|so|and|but|well|oh|also|then|coach|please|pls|btw|quick question|thanks)\b[\s,:!.-]*)+/i;
const ASKS = [
  /[?？؟¿]/u,
  /^(?:what|how)(?:'?s)?\b(?! an?\b)/i,
  /^why\b/i,
  /^(?:when|where|which|who)\b(?:'s\b| (?:\w+ )?(?:should|do|does|did|is|are|can|will|would|was|were)\b)/i,
  /^(?:should|shall|can|could|would|will|do|does|did|was|were|have|has|may|might) (?:i|you|we|it|there|this|that|my|your|the|he|she|they|\w+ing)\b/i,
  /^(?:is|are|am) \w+/i,
  /^(?:does|would|will|can|could) \w+ \w+/i,
  /^(?:any|some) (?:\w+ )?(?:tips?|ideas?|advice|suggestions?|thoughts|recommendations?)\b/i,
  /^(?:tell me|explain|i wonder|wondering|i'm wondering|curious|not sure (?:if|whether|how|what)|do you)\b/i,
];
const WANTS =
  /^(?:give|show|make|build|create|write|design|suggest|recommend|plan|put together|set up|send|compare|find) (?:me\b|us\b|up\b|my\b|a\b|an\b|the\b|some\b|it\b|something\b)|^help me\b/i;
const PLANS =
  /\b(?:tomorrow|next (?:week|month|time|year|session|\w+day)|going to|gonna|will|won't|\w+'ll|planning|plan to|thinking (?:of|about)|want to|wanna|would (?:like|love) to|(?:i|we)'d like|hop(?:e|ing) to|intend|later today|might|about to|let's|shall|until the|start(?:ing)? with|(?:my|new) goal|aiming)\b/i;
const REMINISCENCE =
  /\b(?:used to|back (?:in|when)|in (?:college|high school|school|the army|my (?:twenties|thirties|teens|youth|prime))|when i was|as a (?:kid|child|teenager|student)|(?:years?|months) ago|last (?:year|summer|winter|season|spring|autumn|fall)|(?:in|since) (?:19|20)\d\d|good (?:old )?times|i remember|usually|normally|every \w*(?:day|week|morning|evening|month)|on most days)\b/i;
const OTHER =
  '(?:wife|husband|partner|girlfriend|boyfriend|friend|buddy|mate|brother|sister|son|daughter|dad|mom|mum|father|mother|boss|colleague|roommate|neighbou?r|kids?|cousin|uncle|aunt|coworker)';
const OTHERS = new RegExp(
  `^(?:he|she|they)\\b|\\b(?:my|our|his|her|a|the) (?:\\w+ )?${OTHER}s? (?:\\w+ )?(?:\\w+ed|ran|did|swam|rode|went|hit|lifted|made|has|had|got)\\b`,
  'i',
);
const UNDONE =
  /\b(?:skipp?(?:ed|ing)|missed (?:my|the|a|today'?s|this) (?:\w+ )?(?:session|workout|class|training|run|ride|gym)|(?:did|was|were|could|have|has|had)(?:n't| not) |never (?:got|made|did)|cancell?ed|no (?:training|workout|session|gym)|almost|nearly|in my head|supposed to|meant to|wanted to|was going to|instead of|too (?:tired|busy|sick|late) to|if i|would have|could have|should have|i wish)\b/i;
/** Verbs of the past that people report training with. */
const DID =
  /\b(?:did|done|ran|swam|rode|went|hit|got (?:through|in|back|all|\d|[\uE000-\uE3FF])|made it|held|put in|took|set a|beat|had an? (?:\w+ )?(?:run|session|workout|ride|swim|class|lift|game|match)|nothing fancy|(?!(?:need|speed|bed|red|feed|indeed|seed|fed|led|tired|stressed|bored|excited|injured|closed|packed|used|supposed|scared|worried|married|based|limited|retired|mixed|interested|moved|liked|loved|hated|wanted|needed|asked|called|said|told|cleared|allergied|recommended|planned|signed|started|joined|decided|booked|bought|changed|diagnosed|weighted|assisted|scaled|seated|plateaued|improved)\b)[a-z]+ed)\b/i;
const SELF = /\b(?:i|i'm|i've|i'd|we|my|me)\b/i;

/** Reads how each sentence of a text is meant. */
export function readCues(text: string): Cues[] {
  return sentencesOf(text).map(readSentence);
}

function readSentence(text: string): Cues {
  const plain = text.replace(/[‘’]/g, "'").replace(LEAD, '');
  const marked = markAmounts(plain);
  return {
    text,
    asks: ASKS.some((pattern) => pattern.test(plain)),
    wants: WANTS.test(plain),
    plans: PLANS.test(plain) && !clauses(marked.text).some(isTold),
    isReminiscence: REMINISCENCE.test(plain),
    isOfOthers: OTHERS.test(plain),
    isUndone:
      UNDONE.test(plain) &&
      !clauses(marked.text).some((clause) => isTold(clause) && !UNDONE.test(clause) && hasAmount(clause, marked)),
    tells: clauses(marked.text).some(isTold),
    isOfSelf: SELF.test(plain),
    amounts: [...marked.amounts.values()].filter(measuresTraining).length,
    namesTraining: trainingKindOf(plain) !== undefined,
  };
}

function clauses(text: string): string[] {
  return text.split(/,\s|\b(?:but|because|although|while)\b|:\s/i);
}

function isTold(clause: string): boolean {
  return DID.test(clause) && !PLANS.test(clause);
}

function hasAmount(clause: string, { amounts }: Marked): boolean {
  return [...clause].some((sign) => MARK.test(sign) && amounts.get(sign)?.isAside !== true);
}
