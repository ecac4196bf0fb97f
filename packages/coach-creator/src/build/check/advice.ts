/**
 * Tells apart what a text advises and what it advises against, clause by clause: the last sign before a mention decides.
 * A mention without a sign counts as advised, since a coach's text that names an exercise mostly means it.
 */

/** Two negations: the thing is wanted. */
const DOUBLE =
  "(?:never|don't|do not|not|no (?:need|reason) to|can't|cannot)\\s+(?:ever\\s+)?(?:skip|avoid|miss|forget|fear|neglect|hesitate|be (?:afraid|scared)|shy away|replace|leave out|stop|drop)\\w*";
/** Against what comes next, up to a comma or the thing that takes its place. */
const LOCAL =
  '(?:instead of|rather than|rather [^.;,\\n]{0,40} than|miss(?:es|ing)?|in place of|in lieu of|replac\\w+|swap\\w*|modif\\w+|other than|away from|ask\\w* (?:for|about|to do)|substitut\\w+[^.;,\\n]{0,40} for)';
/** Against everything up to a sign for something. */
const AGAINST =
  "(?:avoid\\w*|never|no(?![-\\w])|not(?! (?:only|just))|don't|doesn't|won't|shouldn't|mustn't|isn't|aren't|without|skip\\w*|leav\\w+ out|steer\\w* clear|rul\\w+ out|exclud\\w+|omit\\w*|refrain\\w*|contraindicated|forbidden|banned|prohibited|off[- ]limits|eliminat\\w+|forgo\\w*|remov\\w+|unsafe|can't|cannot|nor|free of|neither)";
const FOR =
  '(?:do|does|doing|use|using|try|perform\\w*|choose|prefer\\w*|program\\w*|includ\\w+|add|adds|adding|build\\w*|love\\w*|hit|opt|go for|work\\w* (?:on|up to|towards?)|progress\\w* to|recommend\\w*|prescrib\\w+|demonstrat\\w+|suggest\\w*|favou?r\\w*|enjoy\\w*|focus\\w*|aim\\w*|practi[cs]\\w+|train\\w*|master\\w*|start\\w*|finish\\w*|return\\w* to|then|eventually|instead(?! of))';
const SIGN = new RegExp(
  `(?<![\\w'])(?:(?<double>${DOUBLE})|(?<local>${LOCAL})|(?<against>${AGAINST})|(?<for>${FOR}))(?![\\w'])`,
  'g',
);
/** Words between a negation and the verb that it negates. */
const SAME_VERB =
  /^(?:[\s,:]|\b(?:ever|even|again|and|or|to|be|is|are|have|has|let|lets|ask|tell|make|them|him|her|you|the person|any|start|begin|try)\b)*$/;
const LOCAL_END = /,|\b(?:with|by|for)\b/;
/** Behind a mention: it is not to be done. */
const AGAINST_BEHIND =
  /^[^.;!?\n]{0,60}?\b(?:(?:is|are|be|stay\w*|remain\w*)\s+(?:\w+\s+){0,2}(?:out|off|contraindicated|avoided|forbidden|banned|excluded|replaced|not|never|off-limits|ruled|unsafe)|aren't|isn't|won't be|(?:don't|doesn't|do not|does not) (?:belong|fit|suit|come|appear)|must not|should not|shouldn't|can wait|not (?:allowed|for|part|an option)|become\w*|(?:have|has) no (?:place|part|room)|as off[- ]limits|off[- ]limits|swapped|off the (?:menu|list|table|plan|program)|out of (?:the|this|their|your|every))\b/;
/** Right behind a mention, or the list that it stands in: it does harm. */
const HARMS =
  /^(?:\s*(?:,|and|or|&)\s*[\w-]+(?:\s[\w-]+){0,2}){0,4}\s+(?:provok|aggravat|irritat|hurt|strain|stress|overload)\w*\b/;
const SENTENCE_END = /(?<=[.!?;\n])(?=\s|\S)/;
const LIST_ITEM = /^\s*(?:[-*•]|\d+[.)])\s/;

/** The matches of a pattern in a text that are advised: not advised against. */
export function findAdvised(text: string, pattern: RegExp): string[] {
  const advised: string[] = [];
  let isListAgainst = false;
  for (const sentence of text.toLowerCase().replace(/[‘’]/g, "'").split(SENTENCE_END)) {
    const isItem = LIST_ITEM.test(sentence);
    for (const match of sentence.matchAll(pattern)) {
      const isAgainst =
        isAgainstAt(sentence, match.index, isItem && isListAgainst) ||
        [AGAINST_BEHIND, HARMS].some((sign) => sign.test(sentence.slice(match.index + match[0].length)));
      if (!isAgainst) {
        advised.push(match[0]);
      }
    }
    if (!isItem && sentence.trim() !== '') {
      isListAgainst = sentence.trimEnd().endsWith(':') && isAgainstAt(sentence, sentence.length, false);
    }
  }
  return advised;
}

function isAgainstAt(sentence: string, position: number, before: boolean): boolean {
  let isAgainst = before;
  let localFrom: number | undefined;
  let end = 0;
  for (const { index, 0: sign, groups } of sentence.slice(0, position).matchAll(SIGN)) {
    const isNegatedVerb =
      groups?.for !== undefined && isAgainst && end > 0 && SAME_VERB.test(sentence.slice(end, index));
    if (!isNegatedVerb) {
      isAgainst = groups?.against !== undefined || groups?.local !== undefined;
      localFrom = groups?.local === undefined ? undefined : index + sign.length;
    }
    end = index + sign.length;
  }
  return isAgainst && !(localFrom !== undefined && LOCAL_END.test(sentence.slice(localFrom, position)));
}
