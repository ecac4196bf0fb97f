import { type Cues, readCues } from './cues.ts';
import type { Said } from './read-prompt.ts';
import { withoutCommand } from './words.ts';

/** What a message wants, in plain words. */
export type Purpose = 'acknowledge' | 'greet' | 'remember' | 'report' | 'progress' | 'question' | 'request' | 'tell';

/** What a reader makes of a message. */
export interface Understanding {
  readonly purpose: Purpose;
  /** The message without a slash command before it. */
  readonly text: string;
  readonly command: string | undefined;
  readonly cues: readonly Cues[];
  /** It refers to what was said or done before. */
  readonly refersBack: boolean;
  /** It is about how training is put together or how a movement is done. */
  readonly isAboutMethod: boolean;
}

const COMMAND = /^\s*\/(log-workout|save-memory)\b/i;

const REACTIONS =
  /^(?:thanks?|thx|ty|cheers|ok(?:ay)?|alright|k|got|gotcha|see|understood|sense|sounds|perfect|great|good|awesome|amazing|excellent|fantastic|brilliant|lovely|nice|cool|sweet|wonderful|wow|super|love|haha|lol|yay|yes|yep|yeah|yup|sure|roger|noted|deal|agreed|appreciate|helps|helped|helpful|bye|goodbye|night|goodnight|later|ttyl|ciao|merci|danke|gracias|will do|no worries|take care)$/i;
const SMALL_WORDS = new Set(
  `a all alright am an and are at be best big care coach day did do evening for get got have help helps i i'll i'm in is it
  it's just lot makes me morning much my next now of oh on one see seen session so soon talk that that's thanks the then
  this time to today tomorrow tonight too very was week weekend will with worries you you're your that really again
  monday tuesday wednesday thursday friday saturday sunday advice tips answer`.split(/\s+/),
);
const MAX_REACTION_WORDS = 14;
const GREETING =
  /^(?:hi|hello|hey|good (?:morning|afternoon|evening)|hallo|hola)\b[\s,!.]*(?:there|coach|again|\p{Lu}\w+)?[\s,!.]*$|^(?:(?:hi|hello|hey)[\s,!.]+)?(?:how(?:['’]s| is) it going|how are you(?: doing)?|what['’]?s up)[\s?!.]*$/iu;

const LEAD = /^(?:(?:hey|hi|hello|ok|okay|so|and|but|also|oh|please|pls|btw|by the way|coach|first)\b[\s,:-]*)+/i;
const ORDERS_MEMORY =
  /^(?:(?:can|could|will|would) you (?:please )?)?(?:remember|keep (?:it |this |that )?in mind|bear (?:it |this |that )?in mind|don'?t (?:ever )?forget|(?:do not|never) forget|note (?:that|this|it|down|:)|(?:make|take) (?:a )?(?:mental )?note|save (?:this|that|it|to|the fact)|store (?:this|that)|memori[sz]e)(?!\w)(?! (?:what|when|how|which|where|if)\b)/i;
const FROM_NOW_ON =
  /^(?:from now on|going forward|in (?:the )?future\b|for (?:the )?future(?: reference)?|for the record|for next time)/i;
const STANDING_ORDER =
  /^(?:(?:always|never) (?!mind|done|been|had|tried|wanted|did|ran|went|felt|knew|\w+ed\b)\w+|stop \w+ing|quit \w+ing|no more \w+|(?:don'?t|do not) (?:ever )?(?:give|suggest|recommend|program|schedule|ask|call|tell|use|put)\b)/i;
const MEMORY_WITHIN =
  /\bplease remember\b|\b(?:remember|note|save) (?:that|this|it)(?: down)?[.!\s]*$|\bkeep (?:that|this|it) in mind\b|\bthings? (?:to|you should|you need to) (?:remember|know|keep)|\byou should (?:know|remember)\b|\bwant you to (?:remember|know|keep)|\b(?:for future reference|from now on)\b/i;
const NO_MEMORY_ORDER =
  /\b(?:do|did|can) you remember\b|\bi (?:can'?t |don'?t )?remember\b|\bremember (?:when|what|how|that time)\b/i;

const PROGRESS =
  /\b(?:how am i (?:doing|getting)|my progress|progress (?:report|so far|over)|am i (?:\w+ )?(?:getting|improving|on track|progressing|making progress|stronger|faster|better|fitter|ahead|behind|close)|(?:have|did) i (?:\w+ )?(?:improved?|progressed|gotten|got|get) ?|getting (?:any )?(?:stronger|faster|better|fitter)|how (?:far|close|consistent) (?:have|am|was|were) i|how many (?:\w+ )?(?:workouts|sessions|times|runs|miles|kilometers|km) (?:did|have) (?:i|we)|on track|my (?:prs?|pbs?|personal (?:best|record)s?|stats|numbers)\b|plateau\w*|my (?:\w+ ){1,2}(?:coming along|going up|going down|getting (?:any )?(?:better|stronger|faster))|(?:summary|overview|recap|review) of my (?:\w+ )?(?:week|month|year|training)|compare (?:it|this|that|my)\b)/i;
const HAVE_I =
  /\b(?:have|did) i (?:\w+ )?(?:gotten|got|get)\b(?! (?:stronger|faster|better|fitter|leaner|anywhere|closer))/i;
const BACK =
  /\b(?:last (?:time|week|month|session|workout|run|\w+day)|my (?:last|previous|usual|latest|recent|old|current)|previous(?:ly)?|the other day|you (?:said|told|mentioned|suggested|recommended|gave|planned|wrote)|we (?:said|discussed|talked|agreed|spoke|planned|did|say|set)|did (?:i|we|you) (?:\w+ )?(?:say|tell|do|use|lift|run|agree|discuss|recommend|mention)|do you remember|remember (?:what|when|how|my|last))\b/i;
const METHOD =
  /\b(?:form|techniques?|brac(?:e|ing)|deload\w*|taper\w*|peaking|periodi[sz]ation|progressi(?:on|ve)|progress the|overload|polari[sz]ed|threshold|vo2 ?max|zone (?:2|two)|mesocycles?|hypertrophy|rpe|rir|amrap|grip|stance|lockout|bar path|cues?|cav(?:e|es|ing) in|rounding|structure|program(?:me|ming)|combine|mobility drills?|feel (?:a|an|the|it)\b|method|methodology|split)\b/i;

/** Reads a message: what it wants and what it refers to, in English; of other languages questions, numbers and length. */
export function understand(message: string, earlier: readonly Said[]): Understanding {
  const command = COMMAND.exec(message)?.[1]?.toLowerCase();
  const text = withoutCommand(message).replace(/[‘’]/g, "'").trim();
  const cues = readCues(text);
  const isQuestion = cues.some(({ asks }) => asks);
  return {
    purpose: command === undefined ? purposeOf(text, cues, earlier) : command === 'log-workout' ? 'report' : 'remember',
    text,
    command,
    cues,
    refersBack: BACK.test(text),
    isAboutMethod: METHOD.test(text) && (isQuestion || cues.some(({ wants }) => wants)),
  };
}

function purposeOf(text: string, cues: readonly Cues[], earlier: readonly Said[]): Purpose {
  if (isReaction(text)) {
    return 'acknowledge';
  }
  if (GREETING.test(text)) {
    return 'greet';
  }
  if (cues.some((sentence) => ordersMemory(sentence.text))) {
    return 'remember';
  }
  const asks = cues.some((sentence) => sentence.asks);
  if (isReport(text, cues, earlier)) {
    return 'report';
  }
  if (PROGRESS.test(text) && !HAVE_I.test(text)) {
    return 'progress';
  }
  if (asks) {
    return 'question';
  }
  return cues.some(({ wants }) => wants) ? 'request' : 'tell';
}

function isReaction(text: string): boolean {
  const words = text.match(/[\p{L}\p{N}']+/gu) ?? [];
  if (words.length === 0) {
    return !/[?？؟¿/]/u.test(text);
  }
  return (
    words.length <= MAX_REACTION_WORDS &&
    !/[?？؟¿/]/u.test(text) &&
    !/^(?:yes|yeah|sure|ok|okay)\W+(?:please|do|go)\b/i.test(text) &&
    (words.some((word) => REACTIONS.test(word)) || /^will do\b/i.test(text)) &&
    words.every((word) => REACTIONS.test(word) || SMALL_WORDS.has(word.toLowerCase()))
  );
}

function ordersMemory(sentence: string): boolean {
  const plain = sentence.replace(LEAD, '');
  if (NO_MEMORY_ORDER.test(plain) && !ORDERS_MEMORY.test(plain)) {
    return false;
  }
  return [ORDERS_MEMORY, FROM_NOW_ON, STANDING_ORDER, MEMORY_WITHIN].some((pattern) => pattern.test(plain));
}

const ORDERS_LOG =
  /^(?:(?:please|can you|could you|coach)[\s,]*)*(?:log|record|track|note down|write down)\b[^?]{0,40}\b(?:this|that|it|my|a|the|today'?s?)\b/i;
const PAST_TIME =
  /\b(?:this (?:morning|afternoon|evening)|yesterday|last night|earlier today|before (?:work|breakfast)|after work|at lunch)\b/i;
const ASKED_FOR_REPORT =
  /\b(?:how (?:did|was|were)|how'd|what did you|did you|have you|what (?:weights?|loads?|did)|how many|which (?:weights?|loads?)|tell me)\b[^?]*\?\s*$|\btell me\b[^.?!]*[.?!]?\s*$/i;

/** Told of the person's own training, as done, with something concrete in it, and not to ask something. */
function isReport(text: string, cues: readonly Cues[], earlier: readonly Said[]): boolean {
  const asks = cues.some((sentence) => sentence.asks);
  if (ORDERS_LOG.test(text)) {
    return cues.some(({ amounts, namesTraining }) => amounts > 0 || namesTraining);
  }
  if (asks || cues.some(({ wants }) => wants)) {
    return false;
  }
  const own = cues.filter(
    ({ isReminiscence, isOfOthers, isUndone, plans }) => !isReminiscence && !isOfOthers && !isUndone && !plans,
  );
  const last = earlier.at(-1);
  const isAsked = last?.by === 'coach' && ASKED_FOR_REPORT.test(last.text.slice(-300));
  const isTold = own.some(({ tells }) => tells);
  const amounts = own.reduce((sum, sentence) => sum + sentence.amounts, 0);
  const namesTraining = own.some((sentence) => sentence.namesTraining);
  const isFragment = own.some(
    (sentence) =>
      !sentence.isOfSelf &&
      (sentence.amounts > 1 || (sentence.amounts > 0 && (sentence.namesTraining || PAST_TIME.test(sentence.text)))) &&
      isVerbless(sentence.text),
  );
  return (isTold && (namesTraining || amounts > 0) && isOfTraining(own)) || isFragment || (isAsked && amounts > 0);
}

/** Somewhere where it is told or measured, training is named, too; a load or sets are training by themselves. */
function isOfTraining(own: readonly Cues[]): boolean {
  return own.some(
    ({ tells, namesTraining, amounts }) => (tells && (namesTraining || amounts > 0)) || (namesTraining && amounts > 0),
  );
}

function isVerbless(sentence: string): boolean {
  return !/\b(?:is|are|am|be|do|does|can|will|should|let's|need|needs|want|closes|opens|starts|have|has|only)\b/i.test(
    sentence,
  );
}
