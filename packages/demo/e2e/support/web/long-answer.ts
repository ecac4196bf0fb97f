/** Pieces of an answer, of about four characters each as a model's tokens are, and what they make up. */
export const SHAPES = {
  mixed: 'headings, paragraphs, lists, tables and code, as a training plan has them',
  list: 'one list, from beginning to end',
  code: 'one block of code, from beginning to end',
  paragraph: 'one paragraph, from beginning to end',
} as const;

/** How an answer is made up. */
export type AnswerShape = keyof typeof SHAPES;

const SENTENCE =
  'Warm up with two light sets, rest for three minutes, and keep the **last two reps** slow; note how your `left knee` feels. ';

const WEEK = (week: number) =>
  [
    `## Week ${week}`,
    SENTENCE.repeat(3),
    `- **Monday**: back squat 5 × 5 at ${60 + week} kg\n- **Wednesday**: bench press 5 × 5, then rows\n  - only if the shoulder is fine\n- **Friday**: deadlift 3 × 5, see [the notes](https://example.com/notes)`,
    `| Lift | Sets | kg |\n| --- | --- | --- |\n| Squat | 5 × 5 | ${60 + week} |\n| Press | 3 × 8 | ${30 + week} |`,
    `> ${SENTENCE}`,
    `\`\`\`\nweek ${week}: squat ${60 + week} kg, press ${30 + week} kg\n\`\`\``,
  ].join('\n\n');

const PARTS: Readonly<Record<AnswerShape, { readonly begin: string; readonly part: (at: number) => string }>> = {
  mixed: { begin: '', part: (at) => `${WEEK(at + 1)}\n\n` },
  list: { begin: '', part: (at) => `- Set ${at + 1}: ${SENTENCE}\n` },
  code: { begin: '```\n', part: (at) => `set ${at + 1}: squat 5 x 5 at ${60 + at} kg\n` },
  paragraph: { begin: '', part: () => SENTENCE },
};

const TOKEN = /[\s\S]{1,4}/gu;

/** The tokens of an answer: the same ones at every call. Joined, they are its markdown. */
export function longAnswer(shape: AnswerShape, tokens: number): readonly string[] {
  const { begin, part } = PARTS[shape];
  const characters = tokens * 4;
  let text = begin;
  for (let at = 0; text.length < characters; at += 1) {
    text += part(at);
  }
  return (text.match(TOKEN) ?? []).slice(0, tokens);
}
