import type { Prompt } from '../read-prompt.ts';

/** How much somebody knows about training. */
export type Level = 'unknown' | 'beginner' | 'intermediate' | 'advanced';

/** What a reply tells the app in its last line. */
export interface Notes {
  readonly level: Level;
  readonly isAnswered: boolean;
  readonly wantsToFinish: boolean;
}

/** What a person has said about a topic before. */
export interface EarlierAnswer {
  readonly topic: string;
  readonly texts: readonly string[];
}

/** A prompt that asks for the next words to somebody who is being interviewed. */
export interface CreatorPrompt {
  readonly answer: string;
  readonly images: number;
  /** As far as it is known. */
  readonly level: Level;
  /** What the question that was answered is about. */
  readonly topic: string;
  /** What was said to this question before. */
  readonly saidBefore: readonly string[];
  readonly earlier: readonly EarlierAnswer[];
  /** What a follow-up is to find out; `undefined` where none may be asked. */
  readonly hint: string | undefined;
  /** What is asked next, by the level; without a text where nothing is left to ask. */
  readonly next: ReadonlyMap<string, string | undefined>;
  /** A person who wants no more questions may end it here. */
  readonly mayFinish: boolean;
  /** The last line, as the prompt shows it; `''` where it asks for none. */
  readonly lastLine: string;
}

const LEVELS: readonly Level[] = ['unknown', 'beginner', 'intermediate', 'advanced'];
const FOLLOW_UP = /^If the question is not answered\b.*?\bask a follow-up to it\. (.+)$/m;
const OPTION = new RegExp(`^- (${LEVELS.join('|')}): (.+)$`, 'gm');
const FINISH = /^If the person wants no more questions: (.+)$/m;
const NOTHING_LEFT = /^nothing is left to ask\b/i;
const LAST_LINE = /^.*\{"sophisticationLevel":.*$/m;

/** Reads the prompt of an interview; `undefined` for any other. */
export function readCreatorPrompt({ fences, images, message, system }: Prompt): CreatorPrompt | undefined {
  const current = fences.get('current_question');
  const next = fences.get('next_question');
  if (current === undefined || next === undefined) {
    return undefined;
  }
  const [question = '', ...sofar] = current.split('\n');
  const level = /^Level so far: (\w+)/m.exec(fences.get('session') ?? '')?.[1];
  return {
    answer: message,
    images,
    level: LEVELS.find((name) => name === level) ?? 'unknown',
    topic: question.split(':')[0] ?? question,
    saidBefore: sofar.filter((line) => line.startsWith('- ')).map((line) => line.slice(2)),
    earlier: readEarlier(fences.get('earlier_answers') ?? ''),
    hint: FOLLOW_UP.exec(next)?.[1],
    next: new Map([...next.matchAll(OPTION)].map(([, name = '', text = '']) => [name, textOf(text)])),
    mayFinish: NOTHING_LEFT.test(FINISH.exec(next)?.[1] ?? ''),
    lastLine: LAST_LINE.exec(system)?.[0] ?? '',
  };
}

/** The last line with a reply's own notes in place of the example's. */
export function writeLastLine(lastLine: string, { level, isAnswered, wantsToFinish }: Notes): string {
  return lastLine
    .replace(/("sophisticationLevel":\s*)"\w*"/, `$1"${level}"`)
    .replace(/("answered":\s*)\w+/, `$1${isAnswered}`)
    .replace(/("wantsToFinish":\s*)\w+/, `$1${wantsToFinish}`);
}

function textOf(text: string): string | undefined {
  return NOTHING_LEFT.test(text) ? undefined : text;
}

/** A topic on a line of its own with a colon, and below it what was said, a dash before each text. */
function readEarlier(block: string): EarlierAnswer[] {
  const answers: { topic: string; texts: string[] }[] = [];
  for (const line of block.split('\n')) {
    if (/^\p{Lu}[^:]{2,60}:$/u.test(line)) {
      answers.push({ topic: line.slice(0, -1), texts: [] });
    } else {
      answers.at(-1)?.texts.push(line.replace(/^- /, ''));
    }
  }
  return answers;
}
