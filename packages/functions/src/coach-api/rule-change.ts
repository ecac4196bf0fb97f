/** What may stand between a verb and what it is about: "ignore *all of your previous* instructions". */
const FILLERS =
  "(?:(?:about|all|any|every|each|both|the|my|your|their|its|these|those|this|that|of|other|previous|prior|above|earlier|existing|current|default|standard|own|coach'?s?|coaching|system|safety|medical|hidden|initial|original)\\W{1,3}){0,6}";

/** What a directive may not take away: the coach's own rules … */
const RULES =
  '(?:instructions?|rules?|guidelines?|guard\\s?rails?|prompts?|polic(?:y|ies)|programming|restrictions?|safety|safeguards?|warnings?)\\b';
/** … and what keeps a person safe. "Ignore pain-free days" is about something else. */
const DANGERS = '(?:contraindications?|precautions?|injur(?:y|ies)|pain|limitations?)\\b(?!-)';

/** "Never let me ignore pain" is advice. */
const NOT_NEGATED = "(?<!\\b(?:not|never|don'?t|without|cannot|can'?t|won'?t|no)\\s(?:\\w+\\s){0,3})";
const IGNORE = '(?:ignor(?:e|ing)|disregard(?:ing)?|forget(?:ting)?|overlook(?:ing)?)';
const ABOLISH =
  '(?:overrid(?:e|ing)|bypass(?:ing)?|skip(?:ping)?|drop(?:ping)?|disabl(?:e|ing)|break(?:ing)?|violat(?:e|ing)|circumvent(?:ing)?|suspend(?:ing)?|remov(?:e|ing)|delet(?:e|ing)|replac(?:e|ing)|rewrit(?:e|ing)|turn(?:ing)? off)';

/** Each of them is looked for in the text as {@link plain} has it. Repetitions are bounded: none takes long. */
const BLOCKED: readonly RegExp[] = [
  new RegExp(`${NOT_NEGATED}\\b(?:${IGNORE}|${ABOLISH})\\s${FILLERS}${RULES}`),
  new RegExp(`${NOT_NEGATED}\\b${IGNORE}\\s${FILLERS}${DANGERS}`),
  /\b(?:instructions?|rules?|guidelines?|guard\s?rails?)\s(?:above\s|so far\s|here\s)?(?:do not|don'?t|no longer|never)\s(?:apply|count|matter)\b/,
  /\b(?:new|updated|real|actual|true)\s(?:system\s)?(?:instructions?|prompt|rules?)\s?:/,
  /\b(?:reveal|show|print|repeat|output|display|tell me|give me|write out|leak)\s(?:me\s)?(?:your|the)\s(?:\w+\s){0,3}(?:prompt|instructions?|rules?)\b/,
  /\bsystem\s?prompt\b|\bjail\s?break|\bdo anything now\b|\b(?:developer|debug|admin|god|dan)\smode\b/,
  /\byou(?:\sare|'re)\s(?:now\s)?(?:no longer|not)\s(?:a\s|an\s|my\s|the\s)?coach\b/,
  /\b(?:you are now|from now on,? you are|act as|pretend (?:to be|you are)|role.?play as|behave (?:like|as))\s(?:a\s|an\s|my\s|the\s)?(?:different|other|another|unrestricted|uncensored|unfiltered|evil|doctor|physician|surgeon|therapist|psychiatrist|pharmacist|lawyer|hacker|human|chatgpt|language model|ai|assistant|system)\b/,
  /\bwithout\s(?:any\s)?(?:rules|filters?|safety|guard\s?rails?|warnings?|disclaimers?|censorship)\b/,
  /\b(?:never|don'?t|do not|stop)\s(?:ever\s)?(?:tell|ask|advis|warn|send|refer|mention|recommend|suggest)\w{0,5}\s(?:\w+\s){0,5}(?:doctors?|physicians?|medical|physios?|physiotherapists?|safety|emergency)\b/,
  /<\s?\/?\s?(?:system|context|instructions?|prompt|assistant|user|memor(?:y|ies)|summary|workouts?|passages?)\b/,
  /(?:^|\n|[.;!]\s)\s?(?:system|assistant|developer)\s?:/,
  /\[\s?\/?\s?inst\s?\]|<\||\|>|###\s?(?:system|instruction)/,
  // The commonest of these sentences in other languages.
  /\b(?:ignorier|missachte|vergiss)\w{0,4}\s(?:\S+\s){0,5}(?:anweisung|regel|vorgabe|schmerz|verletzung)/,
  /\b(?:ignora|ignore|ignorez|oublie|oubliez|olvida|ignorar|esquece)\s(?:\S+\s){0,5}(?:instrucciones|reglas|consignes|règles|regras|instruções|istruzioni|regole|dolor|douleur)/,
];

/**
 * Whether a user's standing directive tries to change the coach's own rules rather than to say how to train. A small list
 * of what such texts say: it catches the plain ones early, with a word to their author. Whatever passes is no more than
 * data to the coach.
 *
 * @param directive at most 500 characters
 */
export function isRuleChange(directive: string): boolean {
  const text = plain(directive);
  return BLOCKED.some((blocked) => blocked.test(text));
}

/** The text as it is read: letters of one form and case, no invisible characters, no markup around words. */
function plain(directive: string): string {
  return directive
    .normalize('NFKC')
    .replace(/[\p{Cf}\p{Mn}]/gu, '')
    .replace(/[‘’`´]/g, "'")
    .replace(/["“”„«»*_~]/g, ' ')
    .toLowerCase()
    .replace(/\s*\n\s*/g, '\n')
    .replace(/[^\S\n]+/g, ' ');
}
