const STOP_WORDS = new Set(
  `about after again all also am an and any anything are as at back be because been before being best better both but by
  can can't cannot coach could day days did didn't do does doesn't doing don't done down each else every few first for
  from get gets getting give given gives going good got had happen has have haven't having he hello her here hey hi him
  his how i'd i'll i'm i've if in into is isn't it it's its just keep know last later let let's like little log-workout
  long make many maybe me mean more most much my myself need needs never next no not now of off often ok okay on one only
  or other our out over please point quick quite really right same save-memory say she should so some something still
  such sure take talk tell than thank thanks that that's the their them then there these they thing things think this
  those through time times to today tomorrow tonight too try two under until up us use used usually very want wanted
  wants was way we week weeks well went were what what's how's when where which while who why will with without won't would
  yes yesterday yet you you're your remember said told explain show makes again asked asking answer`.split(/\s+/),
);

/** The words of a text that are its own, in its order, each once. */
export function tellingWords(text: string): string[] {
  const seen = new Map<string, string>();
  for (const word of text.match(/[\p{L}\p{N}][\p{L}\p{N}'-]+/gu) ?? []) {
    const key = word.toLowerCase();
    if (!STOP_WORDS.has(key) && /\p{L}/u.test(word) && !seen.has(key)) {
      seen.set(key, word);
    }
  }
  return [...seen.values()];
}

/** A word without what number and tense add to it, so that "squats", "squatted" and "squat" meet. */
export function stem(word: string): string {
  const plain = word.toLowerCase().replace(/'s$/, '').replaceAll('-', '');
  const root = plain.replace(/(?:ies|ing|ed|es|s)$/, '');
  return (root.length < 3 ? plain : root).replace(/([^aeiou])\1$/, '$1').replace(/e$/, '');
}

/** How many of the telling words of one text another one has, too. */
export function sharedWords(one: string, other: string): number {
  const known = new Set(tellingWords(other).map(stem));
  return new Set(
    tellingWords(one)
      .map(stem)
      .filter((word) => known.has(word)),
  ).size;
}

/** Sentences of a text without the blank ones; a decimal point ends none. */
export function sentencesOf(text: string): string[] {
  return text
    .split(/(?<=[.!?？。！؟…])\s+|\n+|;\s*/u)
    .map((sentence) => sentence.trim())
    .filter((sentence) => sentence !== '');
}

/** A text on one line, cut behind a word where it is too long. */
export function shorten(text: string, maxCharacters: number): string {
  const line = text.replace(/\s+/gu, ' ').trim();
  if (line.length <= maxCharacters) {
    return line;
  }
  const cut = line.slice(0, maxCharacters - 1);
  const behindWord = cut.replace(/\s+\S*$/u, '');
  return `${(behindWord === '' ? cut : behindWord).replace(/[\uD800-\uDBFF]$/, '')}…`;
}

/** A message without a slash command before it. */
export function withoutCommand(message: string): string {
  return message.replace(/^\s*\/(?:log-workout|save-memory)\b\s*/i, '');
}

/** Without the sign that ends a sentence. */
export function withoutStop(text: string): string {
  return text.trim().replace(/[.!…\s]+$/u, '');
}

/** With a small first letter, except for "I" and abbreviations. */
export function lowerFirst(text: string): string {
  return /^(?:I\b|I'|\p{Lu}{2})/u.test(text) ? text : text.slice(0, 1).toLowerCase() + text.slice(1);
}

/** With a capital first letter. */
export function upperFirst(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}

/** One of several choices: the same for the same seed. */
export function pick<Choice>(seed: string, choices: readonly [Choice, ...Choice[]]): Choice {
  let hash = 0;
  for (const character of seed) {
    hash = (hash * 31 + (character.codePointAt(0) ?? 0)) >>> 0;
  }
  return choices[hash % choices.length] ?? choices[0];
}

/** Items as a person lists them: "a, b and c". */
export function listed(items: readonly string[]): string {
  return items.length < 2 ? (items[0] ?? '') : `${items.slice(0, -1).join(', ')} and ${items.at(-1)}`;
}
