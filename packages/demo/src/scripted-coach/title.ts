import { readExercises, type TrainedExercise } from './read-exercises.ts';
import { type Prompt, readTranscript } from './read-prompt.ts';
import { topicsOf } from './topics.ts';
import { understand } from './understand.ts';
import { sentencesOf, upperFirst, withoutCommand } from './words.ts';

const MIN_WORDS = 3;
const MAX_WORDS = 6;
/** What a question, a wish or an order begins with, before it comes to its topic. */
const OPENING =
  /^(?:(?:hey|hi|hello|ok|okay|so|and|well|coach|please|thanks)\b[\s,:!.-]*|(?:can|could|would|will) you (?:please )?(?:tell me|help me|explain|build me|make me|give me|show me)?\s*|(?:what|how|why|when|where|which|who)(?:'s| is| are| was| should| do| does| did| can| could| would| many| much| long| often)*\s+(?:i |you |we |it |to )?|(?:should|shall|can|could|do|does|did|is|are|am|will|would) (?:i|you|we|it|my)\s+|(?:tell me|let us talk|let's talk|talk|explain|give me|show me|help me|remember|keep in mind|i want to|i'd like to|i would like to|i need to|i need|i am|i'm|i've|i|my|a|an|the)\s+(?:about |that |to |with |how |what )?|(?:just|about|please)\s+)+/i;
const TRAILING =
  /\s(?:a|an|the|my|your|of|for|to|in|on|at|with|and|or|but|by|from|before|after|when|that|this|is|are|was|i|it|felt|one|two|three|four|five|six|seven|eight|nine|ten)$/i;

/** What a conversation is about, in three to six words of the person's own. */
export function title({ fences, text }: Prompt): { readonly title: string } {
  const said = readTranscript(fences.get('conversation') ?? text);
  const first = said.find(({ by }) => by === 'person')?.text ?? text;
  return { title: titleOf(first) };
}

function titleOf(message: string): string {
  const told = withoutCommand(message)
    .replace(/[‘’]/g, "'")
    .replace(/\p{Extended_Pictographic}/gu, '');
  const [exercise] = understand(message, []).purpose === 'report' ? readExercises(told).exercises : [];
  if (exercise !== undefined) {
    return titleOfReport(exercise);
  }
  const [sentence = ''] = sentencesOf(told);
  const topic = sentence.replace(OPENING, '').split(/[,;:()!?¿]|\s-\s/)[0] ?? '';
  const words = wordsOf(topic === '' ? sentence : topic);
  if (words.length >= MIN_WORDS) {
    return upperFirst(words.join(' '));
  }
  const telling = topicsOf(told).filter((name) => !words.includes(name));
  const filled = [...words, ...telling].join(' ').split(' ').slice(0, MAX_WORDS);
  if (filled.length >= MIN_WORDS) {
    return upperFirst(filled.join(' '));
  }
  const [about] = topicsOf(told);
  return about === undefined ? 'Getting started with the coach' : `All about ${about}`;
}

/** Of a workout: "Back squats 80 kg 5×5". */
function titleOfReport({ name, weight, unit, distance, sets, reps }: TrainedExercise): string {
  const amount = weight ?? distance;
  const measured = amount === undefined ? '' : ` ${amount} ${unit ?? ''}`.trimEnd();
  const counted = sets !== undefined && reps !== undefined ? ` ${sets}×${reps}` : '';
  const told = `${name}${measured}${counted}`;
  return told.split(' ').length >= MIN_WORDS ? told.split(' ').slice(0, MAX_WORDS).join(' ') : `${told} done and told`;
}

function wordsOf(text: string): string[] {
  let words = text
    .replace(/["'“”]+(?=\s|$)|(?<=^|\s)["'“”]+/g, '')
    .split(/\s+/)
    .filter((word) => /[\p{L}\p{N}]/u.test(word))
    .slice(0, MAX_WORDS);
  while (words.length > MIN_WORDS && TRAILING.test(` ${words.at(-1)}`)) {
    words = words.slice(0, -1);
  }
  return words.map((word, index) => (index === words.length - 1 ? word.replace(/[.,!?]+$/u, '') : word));
}
