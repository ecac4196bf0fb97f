import type { ConverseRequest, LocalModel } from '@coach-stream/local-aws/bedrock';
import { forcedTool } from '@coach-stream/local-aws/bedrock';
import { fillSchema } from './fill-schema.ts';

const STOP_WORDS = new Set(
  'about after again also been before being both could does doing down from have having here into just like make more most much need only other over please really same should some such than that their them then there these they this those through today very want were what when where which while will with would your'.split(
    ' ',
  ),
);

/**
 * A model without a network: the same prompt gets the same answer. It talks about the words of the last message and
 * of the one before, as a model would that has read the conversation. It knows no rule of the product.
 */
export const scriptedCoach: LocalModel = {
  respond(request) {
    const tool = forcedTool(request);
    const messages = userTexts(request);
    const latest = messages.at(-1) ?? '';
    if (tool !== undefined) {
      const filled = fillSchema(tool.inputSchema, latest);
      const input = isRecord(filled) && 'narrative' in filled ? { ...filled, narrative: narrate(latest) } : filled;
      return { content: [{ toolUse: { name: tool.name, input } }] };
    }
    return { content: [{ text: answer(latest, messages.at(-2)) }] };
  },
};

/** What people write when they want no more than to be heard. */
const ACKNOWLEDGMENT = /^(thanks?|thank you|ok|okay|great|got it|perfect|bye|good night)\b/i;
const MAX_ACKNOWLEDGMENT_CHARACTERS = 40;

function answer(latest: string, earlier: string | undefined): string {
  if (latest.length <= MAX_ACKNOWLEDGMENT_CHARACTERS && ACKNOWLEDGMENT.test(latest)) {
    return pick(latest, [
      'Any time. Go well, and tell me how it went!',
      'Good. One step at a time, we have no hurry.',
      'Great. I am here when you want to go on.',
    ]);
  }
  const [first = 'that', second = 'how it feels', ...rest] = keywords(latest);
  const paragraphs = [
    pick(latest, [
      `Good question about ${first}. Let's look at ${second} first, because that decides how the rest goes.`,
      `Let's take ${first} step by step, and keep an eye on ${second} while we do.`,
      `I like that you ask about ${first}. The short answer: start easier than you think, and let ${second} guide you.`,
    ]),
  ];
  const before = earlier === undefined ? [] : keywords(earlier);
  if (before[0] !== undefined && before[0] !== first) {
    paragraphs.push(`Earlier you brought up ${before[0]}; that fits in here, so I have it in mind.`);
  }
  paragraphs.push(
    [
      `Here is a simple plan for ${[first, second, ...rest].slice(0, 3).join(', ')}:`,
      '1. Five easy minutes to get warm, breathing through the nose.',
      `2. Three sets of eight at an effort of six out of ten, with ${first} as the main thing to watch.`,
      '3. Stop two repetitions before your form changes, and write down what you did.',
    ].join('\n'),
    pick(`${latest}!`, [
      `How did ${first} feel the last time you tried?`,
      'Tell me afterwards how it went, and we take the next small step from there.',
      `What would make ${second} easier to fit into your week?`,
    ]),
  );
  return paragraphs.join('\n\n');
}

/** What a conversation was about, of a transcript with a line for each thing that was said. */
function narrate(transcript: string): string {
  const said = (transcript.match(/^Person: .+$/gm) ?? []).map((line) => line.slice('Person: '.length).trim());
  const topics = keywords(said.join(' ')).join(', ');
  return [
    `They have talked about ${topics === '' ? 'training in general' : topics}.`,
    `It began with "${said.at(0) ?? ''}" and has come to "${said.at(-1) ?? ''}".`,
    'The coach has answered each time with a small plan: an easy start, a few sets at a moderate effort, and a look back.',
    'Nothing has been decided that would not fit the plan so far, and the next small step is open.',
  ].join(' ');
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The last text of each user message: what the person wrote, behind whatever the prompt puts before it. */
function userTexts({ messages }: ConverseRequest): string[] {
  return messages
    .filter(({ role }) => role === 'user')
    .map(({ content }) => content.findLast(({ text }) => text !== undefined)?.text ?? '');
}

/** What a text is about, as far as words tell: the longer ones first, each once. */
function keywords(text: string): string[] {
  const words = text.match(/[\p{L}\p{N}][\p{L}\p{N}'-]{3,}/gu) ?? [];
  const telling = new Set(words.filter((word) => !STOP_WORDS.has(word.toLowerCase())));
  return [...telling].sort((a, b) => b.length - a.length).slice(0, 6);
}

function pick(seed: string, choices: readonly string[]): string {
  let hash = 0;
  for (const character of seed) {
    hash = (hash * 31 + (character.codePointAt(0) ?? 0)) >>> 0;
  }
  return choices[hash % choices.length] ?? '';
}
