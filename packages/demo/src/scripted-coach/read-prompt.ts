import type { ConverseRequest } from '@coach-stream/local-aws/bedrock';

/** Something that was said before. */
export interface Said {
  readonly by: 'person' | 'coach';
  readonly text: string;
}

/** A request as a model that reads it sees it. */
export interface Prompt {
  /** What the person has just written; `''` where they sent images without words. */
  readonly message: string;
  /** What was said before, oldest first. */
  readonly earlier: readonly Said[];
  /** The texts that stand between `<name>` and `</name>`, by name. */
  readonly fences: ReadonlyMap<string, string>;
  /** How many images came with the message. */
  readonly images: number;
  readonly system: string;
  /** The whole text of the last user message. */
  readonly text: string;
}

const FENCE = /<([a-z_]{1,40})>\n?([\s\S]*?)\n?<\/\1>/g;
const SPEAKER = /^(Person|Coach): /;
/** A last text that is nothing but a fence around what the person has written. */
const FENCED_MESSAGE = /^<(answer)>\n?([\s\S]*?)\n?<\/\1>$/;
/** Stands for the words of a message that has none. */
const WITHOUT_WORDS = /^\([^()]{1,80}\)$/;

/**
 * Reads what a request says: the person's message stands in a fence of its own where a tool is forced or a question was
 * asked, and else is the last text of the last user message, behind whatever the prompt puts before it.
 */
export function readPrompt({ messages, system }: ConverseRequest): Prompt {
  const content = messages.at(-1)?.content ?? [];
  const texts = content.flatMap(({ text }) => (text === undefined ? [] : [text]));
  const fenced = readFences(texts.join('\n\n'));
  const told = fenced.get('message');
  const fences = told === undefined ? readFences(texts.slice(0, -1).join('\n\n')) : fenced;
  const images = content.filter((block) => 'image' in block).length;
  const last = texts.at(-1) ?? '';
  const message = (told ?? FENCED_MESSAGE.exec(last)?.[2] ?? last).trim();
  return {
    message: images > 0 && WITHOUT_WORDS.test(message) ? '' : message,
    earlier:
      told === undefined
        ? messages.slice(0, -1).map(({ role, content: said }) => ({
            by: role === 'user' ? 'person' : 'coach',
            text: said.findLast(({ text }) => text !== undefined)?.text ?? '',
          }))
        : readTranscript(fenced.get('conversation') ?? ''),
    fences: told === undefined && texts.length === 1 ? fenced : fences,
    images,
    system: system.flatMap(({ text }) => (text === undefined ? [] : [text])).join('\n\n'),
    text: texts.join('\n\n'),
  };
}

/** Reads a transcript: each line that names its speaker begins something said, other lines go on with it. */
export function readTranscript(transcript: string): Said[] {
  const said: { by: Said['by']; lines: string[] }[] = [];
  for (const line of transcript.split('\n')) {
    const speaker = SPEAKER.exec(line);
    if (speaker !== null) {
      said.push({ by: speaker[1] === 'Person' ? 'person' : 'coach', lines: [line.replace(SPEAKER, '')] });
    } else {
      said.at(-1)?.lines.push(line);
    }
  }
  return said.map(({ by, lines }) => ({ by, text: lines.join('\n').trim() }));
}

function readFences(text: string): Map<string, string> {
  return new Map([...text.matchAll(FENCE)].map(([, name = '', body = '']) => [name, body.trim()]));
}
