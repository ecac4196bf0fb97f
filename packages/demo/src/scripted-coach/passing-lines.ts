import { topicsOf } from './topics.ts';
import type { Understanding } from './understand.ts';
import { pick, shorten } from './words.ts';

const MAX_TOPIC_CHARACTERS = 40;
/** Words of other languages than the lines'. */
const OTHER_LANGUAGE =
  /[^\p{Script=Latin}\p{Script=Common}\p{Script=Inherited}]|[¿¡]|\b(?:ich|und|der|die|das|wie|viel|nicht|para|cu[aá]nto|qu[eé]|les|des|est|il|non|come)\b/iu;

/** Lines shown while the person waits, about what they wrote. `null` where a line does not fit. */
export interface PassingLines {
  readonly initialGreeting: string;
  readonly workoutAnalysis: string | null;
  readonly memoryAnalysis: string | null;
  readonly patternAnalysis: string | null;
  readonly insightsBrewing: string | null;
}

/**
 * Short energetic lines in the words of the message. It only knows English ones: for another language they are blank.
 */
export function passingLines(
  { purpose, text, refersBack }: Understanding,
  { needsRetrieval, needsSearch }: { readonly needsRetrieval: boolean; readonly needsSearch: boolean },
): PassingLines {
  const isSilent = purpose === 'acknowledge' || OTHER_LANGUAGE.test(text);
  if (isSilent) {
    return {
      initialGreeting: '',
      workoutAnalysis: null,
      memoryAnalysis: null,
      patternAnalysis: null,
      insightsBrewing: null,
    };
  }
  const topic = topicOf(text);
  const isOfTraining = purpose === 'report' || purpose === 'progress' || refersBack;
  return {
    initialGreeting: pick(text, [
      `Getting straight into ${topic}!`,
      `Let me take a proper look at ${topic}!`,
      `Right on it, ${topic} first!`,
      `Digging into ${topic} now!`,
    ]),
    workoutAnalysis: isOfTraining
      ? pick(`${text} workout`, [
          `Going through the numbers behind ${topic}!`,
          `Reading every set and minute of ${topic}!`,
          `Lining up ${topic} with your training!`,
        ])
      : null,
    memoryAnalysis:
      needsRetrieval || purpose === 'remember'
        ? pick(`${text} memory`, [
            `Holding ${topic} against what you have told me!`,
            `Checking what I know of you around ${topic}!`,
          ])
        : null,
    patternAnalysis: needsSearch
      ? pick(`${text} pattern`, [
          `Spotting how ${topic} fits the bigger picture!`,
          `Connecting the dots around ${topic}!`,
        ])
      : null,
    insightsBrewing: pick(`${text} insight`, [
      `The picture of ${topic} is coming together!`,
      `Shaping this into your next step!`,
      `Almost there, the answer takes shape!`,
    ]),
  };
}

/** What the message is about, in three words at most where they are short. */
function topicOf(text: string): string {
  const [first = 'this', second] = topicsOf(text).map((topic) => topic.toLowerCase());
  const both = second === undefined || /\s/.test(first) ? first : `${first} and ${second}`;
  return shorten(both.length > MAX_TOPIC_CHARACTERS ? first : both, MAX_TOPIC_CHARACTERS);
}
