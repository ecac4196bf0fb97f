/** Signs, in one clause, of whether something hurts now. All sources are lower case; texts are as `toRuleText` gives them. */

/** Where one statement ends and another begins. */
export const CLAUSE_END =
  /[.;!?\n]+(?!\d)|,?\s+\b(?:but|however|although|though|except(?: for)?|apart from|aside from|other than)\b\s*|\s+-+\s+|\s+yet\s+/;

/** Said of something that hurts, or has to be heeded. */
export const HURTS =
  /\b(?:hurts?|hurting|pains?|painful|aches?|aching|sore(?:ness)?|achy|act(?:s|ing)? up|flar\w+|bother\w*|click\w*|swell\w*|swollen|stiff\w*|weak\w*|unstable|still|sometimes|occasionally|careful|worse|injur\w+|tear|tore|torn|sprain\w*|strain\w*|surger\w+|operat\w+|bad|dodgy|tendin?\w+|arthrit\w+|impingement|problem\w*|issue\w*|troubl\w+|limit\w*|gives? (?:out|way)|can't|cannot|broke\w*|fractur\w*|dislocat\w*|replac\w+)\b/;

/** Behind what is named: it does not hurt now. */
export const RESOLVED_AFTER =
  /\b(?:(?:is|are|'s|feels?|felt|been|got|gotten|seems?|turned out)\s+(?:(?:now|all|just|both|totally|completely|fully|perfectly|absolutely|pretty|much|very|quite|back|to|so)\s+){0,3}(?:fine|good|ok|okay|healthy|great|healed|recovered|strong|solid|normal|perfect|pain[- ]?free|resolved|fixed|fit|100 ?%|all right|alright|gone)|(?:fully|completely|totally|all|since|now|has|have|long)\s+(?:healed|recovered|resolved|fixed|gone|better)|(?:healed|recovered|resolved|fixed)\s+(?:now|up|fully|completely|well|years? ago|long ago)|(?:no longer|not|never|doesn't|does not|don't|do not|didn't|isn't|is not|aren't|hasn't|haven't|has not)\s+(?:\w+\s+){0,3}?(?:hurts?|hurting|bother\w*|aches?|painful|an? (?:problem|issue|concern)|problems?|issues?|injured|troubl\w*|giv\w+|caus\w+)|(?:fine|good|ok|okay|healed|recovered|gone|no (?:more )?(?:pain|problems?|issues?))(?:\s+(?:now|today|again|these days|since))?\s*(?:,|$)|(?:went|gone) away|behind me|used to (?:hurt|bother|ache|be|give|cause|act|trouble|flare))/;

/** Takes a resolution back: it holds at times only, or not quite. */
export const NOT_QUITE =
  /\b(?:still|otherwise|unless|as long as|until|if i|when i|whenever|mostly|most of the time|most days|not (?:\w+ ){0,2}(?:fine|good|ok|okay|great|healed|recovered|100 ?%|right|normal|strong|fixed|resolved|better)|(?:never|hasn't|haven't|isn't|not)\s+(?:\w+ ){0,2}(?:healed|recovered|resolved|fixed|gone|gone away)|getting|almost|nearly|sometimes|occasionally|recovering|healing)\b/;

/** Before what is named: there is nothing. What gives a reason or another subject breaks its reach. */
export const DENIED_BEFORE =
  /\b(?:no|not any|without(?: any)?|zero|free (?:of|from)|never (?:had|hurt|injured|have|any)|(?:don't|do not|didn't|doesn't|does not|haven't|have not|hasn't|never) (?:really )?(?:ever )?(?:have|has|had|got|hurt|injured|suffer|experience)(?: from)?|no history of|nothing wrong with|neither|not(?= (?:my|the|in) )|pain[- ]?free)\b((?:(?!\b(?:because|due|since|so|after|when|if|for|only|just|my bad|until|thanks|means)\b)[^,]){0,40})$/;
/** What makes a denial one of something else: no running with a bad knee. */
const DENIAL_OF_OTHER =
  /\b(?:run\w*|jump\w*|squat\w*|lift\w*|press\w*|train\w*|sport|impact|lung\w*|deadlift\w*|overhead|climb\w*|walk\w*|bend\w*|lifting|heavy|deep|relief|break|strength|mobility|cartilage|stability|clearance)\b/;

/** Before what is named: it is over. */
export const OVER_BEFORE =
  /(?:\bused to (?:have|get|suffer|struggle|deal|be bothered|experience)\b[^.;]{0,40}|\b(?:fully|completely|totally|long|have|has|i've|'ve|well)\s+(?:fully |completely |totally |since )?(?:recovered|healed)\s+(?:from|of)\b[^.;]{0,40}|\bgot over\b[^.;]{0,30})$/;

/** What may stand between two things that one statement is about: commas, "and", "or", and words that belong to the first. */
export const JOINER =
  /^\s*(?:'s\s+)?(?:(?:pains?|aches?|problems?|issues?|injur(?:y|ies)|troubles?|surgery)\s*)?(?:,|\/|&|\+|\b(?:and|or|nor)\b|\s)+(?:(?:my|the|any|a|left|right|both|bad|lower|upper|no)\s+)*$/;

/** Whether the words before a thing say that there is nothing of it. */
export function isDeniedBefore(before: string): boolean {
  const denial = DENIED_BEFORE.exec(before);
  return denial !== null && !DENIAL_OF_OTHER.test(denial[1] ?? '');
}

/** Whether the words behind a thing say that it is over, and do not take that back. */
export function isResolvedAfter(after: string): boolean {
  return RESOLVED_AFTER.test(after) && !NOT_QUITE.test(after);
}
