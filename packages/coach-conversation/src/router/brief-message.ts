/** A shorter message is answered without passing lines and without a search. */
const MIN_CHARACTERS = 8;
const MAX_WORDS = 14;

/** What people say to show that they have heard, liked, finished or are leaving. */
const ACKNOWLEDGING = [
  'thank you',
  'thanks',
  'thx',
  'ty',
  'cheers',
  'ok',
  'okay',
  'okey',
  'alright',
  'all right',
  'k',
  'got it',
  'gotcha',
  'i see',
  'i understand',
  'understood',
  'makes sense',
  'sounds good',
  'sounds great',
  'sounds like a plan',
  'looks good',
  'will do',
  "i'll do that",
  'roger',
  'roger that',
  'noted',
  'deal',
  'agreed',
  'great',
  'perfect',
  'awesome',
  'amazing',
  'excellent',
  'fantastic',
  'brilliant',
  'lovely',
  'nice',
  'cool',
  'sweet',
  'wonderful',
  'wow',
  'love it',
  'love that',
  'haha',
  'lol',
  'yay',
  'yes',
  'yep',
  'yeah',
  'yup',
  'sure',
  'no worries',
  'no problem',
  'you rock',
  "you're the best",
  'appreciate it',
  'much appreciated',
  'that helps',
  'helpful',
  'bye',
  'goodbye',
  'bye bye',
  'see you',
  'see ya',
  'cya',
  'later',
  'talk to you',
  'talk to you later',
  'talk soon',
  'ttyl',
  'good night',
  'goodnight',
  'night night',
  'good day',
  'have a good one',
  'have a nice day',
  'take care',
  'catch you later',
  'danke',
  'vielen dank',
  'tschüss',
  'gracias',
  'vale',
  'adiós',
  'merci',
  "d'accord",
  'au revoir',
  'grazie',
  'ciao',
  'obrigado',
  'obrigada',
];

/** Words that carry nothing of their own beside an acknowledgement. */
const FILLERS = new Set(
  "so much very really a an lot lots many again for your the help advice tips tip that that's thats this it it's its was is are be you you're coach man buddy mate all now then today tomorrow tonight next week on monday tuesday wednesday thursday friday saturday sunday of i i'm im and too just oh ah well super pretty me my to have time info explaining answer perfectly totally absolutely will".split(
    ' ',
  ),
);

const PHRASES = ACKNOWLEDGING.map((phrase) => phrase.split(' ')).sort((one, other) => other.length - one.length);

/**
 * Whether a message gets neither passing lines nor a search: one of fewer than 8 characters, a reaction, an
 * acknowledgement or a goodbye.
 */
export function isBriefMessage(message: string): boolean {
  const text = message.trim();
  return text.length < MIN_CHARACTERS || isAcknowledgement(text);
}

/** Whether a message says nothing but that it has heard, liked or is leaving; a reaction without a word also does. */
export function isAcknowledgement(message: string): boolean {
  const words =
    message
      .normalize('NFC')
      .toLowerCase()
      .replace(/[‘’]/g, "'")
      .match(/[\p{L}\p{N}']+/gu) ?? [];
  if (words.length === 0) {
    return true;
  }
  if (words.length > MAX_WORDS || /[?？¿؟]/u.test(message)) {
    return false;
  }
  let hasAcknowledged = false;
  for (let index = 0; index < words.length; ) {
    const phrase = PHRASES.find((candidate) => candidate.every((word, offset) => words[index + offset] === word));
    if (phrase === undefined && !FILLERS.has(words[index] ?? '')) {
      return false;
    }
    hasAcknowledged ||= phrase !== undefined;
    index += phrase?.length ?? 1;
  }
  return hasAcknowledged;
}
