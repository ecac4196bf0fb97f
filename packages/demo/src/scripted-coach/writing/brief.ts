/** What a coach is to be written from, as the prompt tells it. */
export interface Brief {
  /** What the person said, by the name of the question. */
  readonly answers: ReadonlyMap<string, string>;
  readonly personality: string;
  readonly secondary: readonly string[];
  readonly methodology: string;
  /** What it is and how it goes on, in sentences. */
  readonly method: string;
  readonly level: string;
  readonly intensity: string;
  readonly lifeStages: readonly string[];
  /** Digits, or `''` where nothing is told. */
  readonly sessions: string;
  readonly minutes: string;
  readonly timeline: string;
  readonly equipment: readonly string[];
  readonly injuries: readonly string[];
  readonly contraindicated: readonly string[];
  /** Percent a week. */
  readonly weeklyRise: string;
}

const ANSWER = /^\[(\w+)\]\n([\s\S]*?)(?=\n\n\[\w+\]\n|$(?![\s\S]))/gm;

/** Reads the fences of a prompt that asks for a coach. What is missing there is empty here. */
export function readBrief(fences: ReadonlyMap<string, string>): Brief {
  const settled = fences.get('settled') ?? '';
  const find = (pattern: RegExp): string => pattern.exec(settled)?.[1]?.trim() ?? '';
  return {
    answers: new Map(
      [...(fences.get('answers') ?? '').matchAll(ANSWER)].map(([, question = '', text = '']) => [question, text]),
    ),
    personality: find(/^Personality: \w+ \(([^)]*)\)/m),
    secondary: [...find(/^Secondary: (.+)$/m).matchAll(/\(([^)]*)\)/g)].map(([, description = '']) => description),
    methodology: find(/^Methodology: ([^.]+)\./m),
    method: find(/^Methodology: [^.]+\. (.+)$/m),
    level: find(/^Level: (\w+)/m),
    intensity: find(/\bIntensity: (\w+)/),
    lifeStages: listOf(find(/\bTime of life: ([^.]+)/)),
    sessions: find(/^Sessions a week: (\d+)/m),
    minutes: find(/\bMinutes a session: (\d+)/),
    timeline: find(/\bGoal timeline: ([^.]+)/),
    equipment: listOf(find(/^Equipment: ([^.]+)/m)),
    injuries: listOf(find(/^Injuries: ([^.]+)/m)),
    contraindicated: listOf(find(/^Contraindicated\b[^:]*: (.+)\.$/m)),
    weeklyRise: find(/\brises in a week: (\d+)/),
  };
}

function listOf(text: string): string[] {
  return text
    .split('; ')
    .map((item) => item.trim())
    .filter((item) => item !== '' && item !== 'none');
}
