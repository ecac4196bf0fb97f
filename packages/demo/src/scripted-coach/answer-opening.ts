import type { Known } from './known-facts.ts';
import { readExercises } from './read-exercises.ts';
import type { Prompt } from './read-prompt.ts';
import { topicsInView } from './topics.ts';
import type { Understanding } from './understand.ts';
import { listed, pick, shorten, withoutStop } from './words.ts';

const MAX_QUOTE_CHARACTERS = 160;
const FEELING =
  /\b(?:tired|exhausted|unmotivated|stress(?:ed|ful)|nervous|sad|sore|cold|sick|ill|frustrated|hurts?|pain|bad|worried|sleep)\b/i;

/** The first paragraph: takes up what the person wrote. */
export function opening(prompt: Prompt, understood: Understanding, known: Known): string {
  const { message, earlier, images, system } = prompt;
  const coach = /^You are ([^:\n]{1,40}):/m.exec(system)?.[1];
  const isFirst = earlier.length === 0;
  const introduction = isFirst && coach !== undefined && understood.purpose !== 'report' ? `${coach} here. ` : '';
  return `${introduction}${imagesSeen(images)}${message === '' ? '' : takenUp(prompt, understood, known)}`.trim();
}

function imagesSeen(images: number): string {
  if (images === 0) {
    return '';
  }
  return images === 1
    ? 'I see the image that you sent. '
    : `I see the ${images} images that you sent, and I take them one by one. `;
}

function takenUp({ earlier, system }: Prompt, { purpose, text, command }: Understanding, { name }: Known): string {
  const topics = topicsInView(text, earlier);
  const [first = 'that', second = 'how it feels'] = topics;
  const quote = `"${shorten(withoutStop(text), MAX_QUOTE_CHARACTERS)}"`;
  const isFirm = /^Personality:.*\b(?:tough|strict|drill|demanding|hard)\b/im.test(system);
  switch (purpose) {
    case 'greet':
    case 'acknowledge':
      return `Good to hear from you${name === undefined ? '' : `, ${name}`}. Tell me what is on your mind today: a session that you did, one that is coming up, or something that does not feel right.`;
    case 'report':
      return text === ''
        ? 'Tell me what you did: exercises, sets, loads, or how far and how long.'
        : reported(text, isFirm);
    case 'remember':
      return text === ''
        ? 'Tell me what it is that I should know about you.'
        : `${pick(text, ['Good that you tell me', 'That is worth knowing', 'That helps me'])}: ${quote}. ${command === undefined ? '' : 'It changes how I look at your sessions. '}For your training it means that ${listed(topics.slice(0, 2)) || 'it'} ${topics.length > 1 ? 'have' : 'has'} a say in what we choose, and that we pick what fits before we add anything.`;
    case 'progress':
      return `You ask how ${topics.length === 0 ? 'you are getting on' : `it goes with ${listed(topics.slice(0, 2))}`}. Let's hold it against what you have really done, not against how a single day felt.`;
    case 'request':
      return `${isFirm ? 'Here we go' : 'Gladly'}. You want something around ${first}, so let's build it ${topics.length > 1 ? `with an eye on ${second}` : 'from what you have around you'}.`;
    case 'question':
      return questionTaken(text, topics, isFirm);
    case 'tell':
      return FEELING.test(text)
        ? `I hear you: ${quote}. A day like that is no step back, and it tells us how to choose the next one with ${first} in mind.`
        : pick(text, [
            `${quote}: I take that in. It matters for how we handle ${first} and ${second} from here.`,
            `So, ${first}. ${quote} gives us something to work with, and ${second} is where I would look next.`,
          ]);
    default:
      return purpose satisfies never;
  }
}

function questionTaken(text: string, [first = 'that', second]: readonly string[], isFirm: boolean): string {
  if (second !== undefined) {
    return pick(text, [
      `Let's take ${first} and ${second} together, because the one decides how far you get with the other.`,
      `Good question about ${first}. Let's look at ${second} first, because that decides how the rest goes.`,
      `${isFirm ? 'Straight to it' : 'Happy to look at that'}: ${first} on one side, ${second} on the other, and small steps between them.`,
    ]);
  }
  return pick(text, [
    `Let's take ${first} step by step, and keep an eye on how it feels while we do.`,
    `I like that you ask about ${first}. The short answer: start easier than you think, and let the first set guide you.`,
    `With ${first}, most of it comes down to small steps, and to doing it again next week.`,
  ]);
}

function reported(text: string, isFirm: boolean): string {
  const { exercises, exertion } = readExercises(text);
  const heaviest = exercises.toSorted((one, other) => (other.weight ?? 0) - (one.weight ?? 0))[0];
  const praise = isFirm
    ? pick(text, ['That is work done', 'Good. No excuses there'])
    : pick(text, ['That is honest work', 'Nicely done', 'That is a session to build on']);
  const detail =
    heaviest?.weight === undefined
      ? `What counts most is that ${exercises[0]?.name.toLowerCase() ?? 'it'} happened at all, and that you can tell how it went.`
      : `${heaviest.name} at ${heaviest.weight}${heaviest.unit === undefined ? '' : ` ${heaviest.unit}`}: that is the number that I take from it.`;
  const effort =
    exertion === undefined
      ? ''
      : ` An effort of ${exertion} out of 10 leaves ${exertion < 8 ? 'room for a little more' : 'little room, and that is fine'}.`;
  return `${praise}: "${shorten(withoutStop(text), MAX_QUOTE_CHARACTERS)}". ${detail}${effort}`;
}
