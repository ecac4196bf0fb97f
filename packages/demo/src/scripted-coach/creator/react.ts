import { lowerFirst, pick, sentencesOf, upperFirst } from '../words.ts';
import { asYou, plainly } from './as-you.ts';
import type { CreatorPrompt } from './creator-prompt.ts';
import type { Verdict } from './judge-answer.ts';
import { kindOf, type QuestionKind } from './question-kinds.ts';

const MAX_SAID_CHARACTERS = 140;
const MIN_TELLING_WORDS = 4;
const ALARM =
  /\b(?:chest pains?|faint(?:ed|ing|s)?|pass(?:ed|ing) out|numb(?:ness)?|(?:sharp|stabbing|shooting) pain|can'?t feel my|new pain)\b/i;
const CRISIS =
  /\b(?:suicid\w*|kill myself|end my life|hurt myself|harm myself|self[- ]harm|don'?t want to live|hurt (?:him|her|them|somebody|someone))\b/i;

type Remarks = readonly [string, ...string[]];

/** What is said to an answer, by what was asked; `{said}` is the answer said back, `{Said}` with a capital. */
const REMARKS: Readonly<Record<QuestionKind, Remarks>> = {
  goal: [
    'So that is it: {said}. That gives the weeks ahead a direction, and something to measure them by.',
    '{Said}. I can see why that matters to you, and it settles what has to come first.',
  ],
  life: [
    '{Said}: thank you for telling me. Training has to fit into days like these, not the other way round.',
    '{Said}. That says a lot about how much room there is to recover, and I am glad to know it.',
  ],
  experience: [
    '{Said}. That shows where your plan can begin, and at what pace.',
    '{Said}: good to know where you come from. It would be a pity to start below that, or far above it.',
  ],
  schedule: [
    '{Said}: that is a frame that can hold. A week that really happens is worth more than a perfect one on paper.',
    '{Said}. That is clear, and it is enough to build something real on.',
  ],
  health: [
    'Thank you for being open about that: {said}. It comes before every number, and your coach will have to heed it.',
    '{Said}. I take that seriously, and it goes in front of everything else you have told me.',
  ],
  equipment: [
    '{Said}: there is plenty that can be done with that. Nothing has to be bought first.',
    '{Said}. Good, so nothing will be planned that is not there.',
  ],
  liking: [
    '{Said}. What you enjoy is what you will keep doing, so that counts.',
    '{Said}: I am glad you say it that plainly. Nobody lasts long with what they dread.',
  ],
  manner: [
    '"{plain}": I hear how you would like to be spoken to. The tone decides whether one comes back on a bad day.',
    'I have understood: "{plain}". That is the voice your coach will be given.',
  ],
  success: [
    '{Said}. A sign that you can check for yourself tells more than any score.',
    '{Said}: that is something you will notice on your own, and that makes it a good sign.',
  ],
  competition: [
    '{Said}. A day like that gives a whole plan its shape.',
    '{Said}: good to have it on the calendar, and in good time.',
  ],
  other: ['{Said}. Thank you, that helps me to see you better.'],
};

const DENIALS: Readonly<Partial<Record<QuestionKind, string>>> = {
  health: 'Good to hear that nothing has to be protected. Should that change, your coach will want to know it first.',
  experience: 'So you begin from a clean page, and nothing has to be unlearned. That is a good place to begin.',
  equipment: 'Nothing at all is enough to start with: you bring your own weight along. That keeps things simple.',
  competition: 'No event, then, so your training can follow your own calendar. That takes some hurry out of it.',
  manner: 'No preference is fine, too. Your coach can find the right tone along the way.',
};
const DENIED = 'That is a complete answer, and I take it just as it is. Nothing more is needed there.';

/** How an answer is taken: as it is judged, or as one that is not asked for any longer. */
type Taken = Verdict | 'leftOpen';

/** Takes up an answer in the person's own words, in two or three sentences. */
export function react(prompt: CreatorPrompt, verdict: Taken): string {
  const { answer, images, saidBefore, topic } = prompt;
  const seen =
    images === 0 ? [] : [images === 1 ? 'I have looked at your picture.' : `I have looked at your ${images} pictures.`];
  return [
    ...warnings(answer),
    ...seen,
    reaction(answer, { kind: kindOf(topic), before: saidBefore.length }, verdict),
  ].join(' ');
}

function reaction(
  answer: string,
  { kind, before }: { readonly kind: QuestionKind; readonly before: number },
  verdict: Taken,
): string {
  const said = asYou(sentencesOf(plainly(answer)).find(isTelling) ?? answer, MAX_SAID_CHARACTERS);
  switch (verdict) {
    case 'denies':
      return DENIALS[kind] ?? DENIED;
    case 'saysNothing':
      return before % 2 === 0
        ? 'Take your time, there is no hurry and no wrong answer here. A rough idea is all I need.'
        : 'That is all right, some of this is not easy to put into words. A few of them will do.';
    case 'asksBack':
      return 'Fair question. I ask because your coach can only be right for you where this is clear, and a rough answer will do.';
    case 'strays':
      return `${upperFirst(said)}: that is good to know, and I have it in mind for later. Let me come back to what I asked.`;
    case 'leftOpen':
      return 'We can leave that open, and your coach can come back to it later. Let us look at something else.';
    case 'answers':
      return said === ''
        ? 'Thank you, I take that as your answer. We go on from there.'
        : pick(answer, REMARKS[kind])
            .replaceAll('{said}', () => lowerFirst(said))
            .replaceAll('{Said}', () => upperFirst(said))
            .replaceAll('{plain}', () => quoted(answer));
    default:
      return verdict satisfies never;
  }
}

/** What comes before everything else. */
function warnings(answer: string): string[] {
  return [
    ...(CRISIS.test(answer)
      ? [
          'Before anything else: please reach out to your local emergency services or a crisis line right now, you do not have to be alone with this.',
        ]
      : []),
    ...(ALARM.test(answer)
      ? ['What you describe should be seen by a medical professional before you train; please have it looked at.']
      : []),
  ];
}

function quoted(answer: string): string {
  const plain = plainly(answer).replaceAll('"', "'");
  const cut = plain.length <= MAX_SAID_CHARACTERS ? plain : `${plain.slice(0, MAX_SAID_CHARACTERS)}…`;
  return cut.replace(/[.\s]+$/u, '');
}

/** Long enough to stand for all of an answer. */
function isTelling(sentence: string): boolean {
  return sentence.split(' ').length >= MIN_TELLING_WORDS;
}
