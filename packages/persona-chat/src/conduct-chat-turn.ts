import { createAnswerRecord, cutText, streamAnswer, toUserMessage } from '@coach-stream/prompting';
import type { ChatRef, ChatSnapshot } from '@coach-stream/store';
import type { AnswerResult } from '@coach-stream/store/entities';
import { StreamError, type TurnEvent } from '@coach-stream/streaming-core';
import type { AnswerRun } from '@coach-stream/turn-engine';
import type { ChatEffects } from './chat-effects.ts';
import type { ChatPorts } from './chat-ports.ts';
import { personaOf } from './personas.ts';
import { buildChatPrompt } from './prompt/build-chat-prompt.ts';
import { refusalOfChat } from './refusal-of-chat.ts';

/** One message of a person's, to be answered. */
export interface ChatTurn {
  readonly ref: ChatRef;
  readonly turnId: string;
  /** The turn's place in the chat, ISO-8601. */
  readonly claimedAt: string;
  /** What the turn starts from, once its lock is held: the persona that the chat has by then is the one that answers. */
  readonly load: () => Promise<ChatSnapshot>;
  readonly text: string;
  readonly signal: AbortSignal;
  /** When the request arrived, on the clock's `monotonicMs`. */
  readonly startedAtMs: number;
}

/** Most characters (UTF-16 code units) of a chat's title. */
const MAX_TITLE_CHARACTERS = 60;

const WITHDRAWN_ANSWER = 'I have to take that back: it is not something I can help with. What else is on your mind?';

/**
 * Makes a turn's answer with one model call and nothing else: the text as it arrives.
 *
 * The person's message is stored beside the call and before the first token; a chat's first one, once it is stored, gives
 * the chat its title, and where that fails the answer goes on. The text of the chunks since the last
 * `retract` equals the result's.
 *
 * The events throw what `refusalOfChat` gives for the locked chat, what loading, the model and storing throw, and
 * `MODEL_INTERRUPTED` for an answer that is not whole.
 */
export function conductChatTurn(turn: ChatTurn, ports: ChatPorts): AnswerRun<AnswerResult> {
  const { coach, messages, titles, clock, onFault } = ports;
  const effects: Partial<ChatEffects> = {};
  const record = createAnswerRecord(effects, { clock, startedAtMs: turn.startedAtMs });

  async function* events(): AsyncGenerator<TurnEvent, AnswerResult, undefined> {
    const loaded = await turn.load();
    const { chat } = loaded;
    if (chat === undefined) {
      throw refusalOfChat(loaded) ?? new StreamError('INTERNAL');
    }
    const ending = new AbortController();
    const messageStored = messages.putUserMessage(
      turn.ref,
      toUserMessage({ ...turn, body: { userResponse: turn.text } }),
    );
    // Awaited before anything is sent. Until then a failure ends the model's call, which nobody will read.
    messageStored.catch((error: unknown) => ending.abort(error));
    // What an earlier attempt of this turn has left is not part of its past.
    const past = loaded.messages.filter(({ turnId }) => turnId !== turn.turnId);
    const isFirst = past.length === 0 && chat.title === undefined;
    const titled = isFirst ? messageStored.then(setTitle, () => undefined) : undefined;
    try {
      const persona = personaOf(chat);
      effects.persona = persona.id;
      const request = buildChatPrompt({
        persona,
        profile: loaded.profile,
        messages: past,
        messageCount: chat.messageCount,
        text: turn.text,
        now: clock.now(),
      });
      const whole = yield* streamAnswer(request, {
        coach,
        record,
        signal: AbortSignal.any([turn.signal, ending.signal]),
        beforeFirstChunk: messageStored,
        withdrawnText: WITHDRAWN_ANSWER,
      });
      return record.toResult(whole.text, whole.state);
    } finally {
      ending.abort();
      // A turn that ends, in whatever way, has its message stored.
      await messageStored.catch(() => undefined);
      if (!turn.signal.aborted) {
        await titled;
      }
    }
  }

  /** Never rejects. */
  async function setTitle(): Promise<void> {
    try {
      await titles.setTitleOnce(turn.ref, toTitle(turn.text));
    } catch (error) {
      onFault?.('Titling a chat', error);
    }
  }

  return {
    events: events(),
    partial: (end, text) => record.toResult(text, end === 'stopped' ? 'stopped' : 'partial'),
  };
}

/** How a message begins, in one line. */
function toTitle(text: string): string {
  return cutText(text.replace(/\s+/gu, ' '), MAX_TITLE_CHARACTERS);
}
