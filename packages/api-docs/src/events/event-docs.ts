import { PROTOCOL_VERSION, type StreamEvent } from '@coach-stream/streaming-core/contract';

/** What is said about an event: when it comes, what its fields mean, and one as it might be. */
export interface EventDoc<Event extends StreamEvent> {
  readonly summary: string;
  readonly fields: Readonly<Record<FieldOf<Event>, string>>;
  readonly example: Event;
}

/** Known fields: a loose schema also has the index signature of those that are not. */
type FieldOf<Event> = keyof { [Name in keyof Event as string extends Name ? never : Name]: true } & string;

type EventDocs = { readonly [Type in StreamEvent['type']]: EventDoc<Extract<StreamEvent, { type: Type }>> };

const TURN_ID = '01M7YQ88NMSAM08JPWDNE4CY55';
const REQUEST_ID = 'd052913f-777f-4b2c-af75-7bb2749b7eaa';
const CREATED_AT = '2026-11-21T16:00:00.000Z';

/** Every event of the wire, in the order in which a reader may meet them. A field without a word does not compile. */
export const EVENT_DOCS: EventDocs = {
  start: {
    summary:
      'The first event of every connection. It belongs to the connection and not to the turn; its id is `<attempt>.0`, ' +
      'or the `Last-Event-ID` that a resumed one answers.',
    fields: {
      type: '`start`',
      status:
        '`initialized`: the turn from its beginning. `resumed`: what is behind the `Last-Event-ID`. `restarted`: forget ' +
        'every `chunk` so far, the text begins anew.',
      protocol: 'The version of this protocol.',
      turnId: 'The turn: the `Idempotency-Key` of its message.',
      requestId: 'The id of the request, to be quoted to the platform team.',
      ticket:
        "For readers that cannot send a token, such as a browser's `EventSource`: `GET …?turnId=…&ticket=…` reads this " +
        'turn, for 15 minutes. Only readers with a token get one.',
    },
    example: {
      type: 'start',
      status: 'initialized',
      protocol: PROTOCOL_VERSION,
      turnId: TURN_ID,
      requestId: REQUEST_ID,
      ticket: 'dXNlcg.5Zr2ZpC7mNq0m3rH1nJd1u0bq0l2o9JqQ0Yx6cX4n1E',
    },
  },
  contextual: {
    summary: 'A passing line to show while the person waits; never part of the answer.',
    fields: { type: '`contextual`', content: 'The line.', stage: 'What is being done.' },
    example: { type: 'contextual', content: 'Looking at your last squats…', stage: 'workout_analysis' },
  },
  metadata: {
    summary: 'Facts that are known before or during the answer. It may have more fields than these.',
    fields: {
      type: '`metadata`',
      workoutLogged: 'A workout that this turn has logged.',
      memorySaved: 'A memory that this turn has saved.',
    },
    example: {
      type: 'metadata',
      workoutLogged: { workoutId: 'wko_1', discipline: 'powerlifting', completedAt: CREATED_AT },
    },
  },
  chunk: {
    summary:
      "The next piece of the answer's text. The text is the chunks since the last `start {restarted}` or `retract`.",
    fields: { type: '`chunk`', content: 'The piece.' },
    example: { type: 'chunk', content: " Let's" },
  },
  retract: {
    summary: 'A guardrail has withdrawn the text so far: forget every `chunk` before it.',
    fields: { type: '`retract`', reason: 'Why.' },
    example: { type: 'retract', reason: 'guardrail_intervened' },
  },
  complete: {
    summary: 'Terminal: the turn has ended well, and everything that it names is stored.',
    fields: {
      type: '`complete`',
      status: '`finished`, or `stopped` where somebody has stopped the turn.',
      turnId: 'The turn.',
      messageId: "The answer's id.",
      fullMessage: "The answer's text: equals the chunks' text and the stored message.",
      userMessage: "The person's message as it is stored.",
      aiMessage: 'The answer as it is stored.',
      stopReason: 'Why the model has stopped.',
      usage: 'What the whole turn cost, and which model has given the answer (`model`, where it was given whole).',
      timings: 'Milliseconds from the request to the first token (`null` where there was none) and to the end.',
      conversationId: 'Of a conversation: its id.',
      retrieval: 'Of a conversation: what a search by meaning has given the answer.',
      workoutLogged: 'Of a conversation: the workout that this turn has logged.',
      memorySaved: 'Of a conversation: the memory that this turn has saved.',
      sessionId: 'Of a coach creator session or a persona chat: its id.',
      aiResponse: 'Of a coach creator session: equals `fullMessage`.',
      isComplete: 'Of a coach creator session: every question is answered.',
      progressDetails: 'Of a coach creator session: how far it is.',
      nextQuestion: "Of a coach creator session: what the reply has asked, in the question's own words.",
      onFinalQuestion: 'Of a coach creator session: it is complete once that is answered.',
      coachConfigGenerating: 'Of a coach creator session: a coach is being built, or is about to be.',
      persona: 'Of a persona chat: who has answered.',
    },
    example: {
      type: 'complete',
      status: 'finished',
      turnId: TURN_ID,
      messageId: `msg_${TURN_ID}_1`,
      fullMessage: "Let's warm up.",
      userMessage: {
        messageId: `msg_${TURN_ID}_0`,
        role: 'user',
        content: 'How do I warm up?',
        createdAt: CREATED_AT,
      },
      aiMessage: {
        messageId: `msg_${TURN_ID}_1`,
        role: 'assistant',
        content: "Let's warm up.",
        createdAt: CREATED_AT,
      },
      stopReason: 'end_turn',
      usage: {
        inputTokens: 548,
        outputTokens: 92,
        cacheReadTokens: 0,
        cacheWriteTokens: 0,
        modelCalls: 1,
        costUsd: 0.003024,
        model: 'us.anthropic.claude-sonnet-4-6',
      },
      timings: { firstTokenMs: 295, totalMs: 2655 },
      conversationId: 'conv_1',
      retrieval: { used: false, matches: 0, contextLength: 0, reason: 'notNeeded' },
    },
  },
  error: {
    summary:
      "Terminal: the turn has failed, or this connection of it. One without an id is this connection's end and not the " +
      "turn's.",
    fields: {
      type: '`error`',
      code: 'One of [the codes](#errors).',
      message: "The code's text, for people.",
      retryable: 'Whether the same message may succeed when it is sent again under the same key.',
      partial: 'Whether a part of the answer was sent before.',
      requestId: 'The id of the request, to be quoted to the platform team.',
      fields: 'Which fields were refused, and which rule they broke.',
    },
    example: {
      type: 'error',
      code: 'MODEL_TIMEOUT',
      message: 'The coach took too long to answer. Try again.',
      retryable: true,
      partial: true,
      requestId: REQUEST_ID,
    },
  },
};
