import { pick } from '@coach-stream/prompting';

/** What the coach says at once, before anything is known of the message: it fits good news and bad. */
export const ACKNOWLEDGEMENTS: readonly string[] = [
  "Okay, I'm with you.",
  'Right, let me look at this.',
  'Give me a moment.',
  'I hear you.',
  'Let me think that through.',
  'Alright, on it.',
  'Good that you tell me.',
  "Let's see.",
  'Got your message, one second.',
  "I'm listening, let me take a look.",
  'Okay, getting into it.',
  'One moment, let me get this right.',
];

/**
 * The phrase with which the coach says that a message has arrived.
 *
 * @param previous the one before it in the conversation, which is not picked again
 * @param random from 0 to 1
 */
export function pickAcknowledgement(previous: string | undefined, random: () => number): string {
  return pick(
    ACKNOWLEDGEMENTS.filter((phrase) => phrase !== previous),
    random,
  );
}
