import type { AnswerEffects, CompleteEvent, Message, MessagePage } from '@coach-stream/streaming-core/contract';

/** Who said a message. */
export type MessageRole = Message['role'];

/** A message as an agent shows it; an answer with what it has done besides. */
export interface AgentMessage extends Readonly<AnswerEffects> {
  /** The same from being sent to being stored: the key of a list's row. */
  readonly key: string;
  /** The stored message's id; equals `key` while the message is being sent. */
  readonly messageId: string;
  readonly turnId: string;
  readonly role: MessageRole;
  readonly content: string;
  /** ISO-8601; of a message that is being sent, by this machine's clock. */
  readonly createdAt: string;
  readonly imageS3Keys?: readonly string[] | undefined;
  /**
   * `sending`: not known to be stored. Of answers: how they were left; `redacted` stands in the place of one that was
   * withdrawn. Absent for a person's stored message.
   */
  readonly state?: 'sending' | 'complete' | 'partial' | 'stopped' | 'redacted' | undefined;
}

/** A message on its way. */
export interface OutgoingMessage {
  readonly text: string;
  /** Up to five keys that an upload gave. */
  readonly imageS3Keys?: readonly string[] | undefined;
  /** Of a coach creator session: the question that it answers. */
  readonly questionId?: string | undefined;
}

/** The key of a turn's message. */
export function keyOf(turnId: string, role: MessageRole): string {
  return `${turnId}:${role}`;
}

/** A person's message as it is shown while it is being sent. */
export function toSentMessage(turnId: string, { text, imageS3Keys }: OutgoingMessage): AgentMessage {
  const key = keyOf(turnId, 'user');
  const message = { key, messageId: key, turnId, role: 'user', content: text, state: 'sending' } as const;
  return { ...message, createdAt: new Date().toISOString(), ...(imageS3Keys && { imageS3Keys }) };
}

/** What is known of an answer that broke off. */
export interface PartialAnswer {
  readonly turnId: string;
  readonly text: string;
  readonly effects: AnswerEffects;
}

/** An answer that broke off, as far as it was read. */
export function toPartialAnswer({ turnId, text, effects }: PartialAnswer): AgentMessage {
  const key = keyOf(turnId, 'assistant');
  const message = { key, messageId: key, turnId, role: 'assistant', content: text, state: 'partial' } as const;
  return { ...message, createdAt: new Date().toISOString(), ...effects };
}

/** Until an answer has done something besides. */
export const NO_EFFECTS: AnswerEffects = {};

/** What of a stored answer, or of an event, tells what the answer has done besides. */
export function effectsOf({ workoutLogged, memorySaved }: AnswerEffects): AnswerEffects {
  return { ...(workoutLogged && { workoutLogged }), ...(memorySaved && { memorySaved }) };
}

/** A page's messages in the order in which they were said. @param page newest first, as the API gives it */
export function toAgentMessages(page: Pick<MessagePage, 'messages'>): AgentMessage[] {
  return page.messages.map((message) => ({ ...message, key: keyOf(message.turnId, message.role) })).reverse();
}

/** An answer that is stored. */
export interface AnswerMessage extends AgentMessage {
  readonly state: 'complete' | 'stopped' | 'redacted';
}

/** What an ended turn has stored: what the person wrote, and the answer. @param isRetracted text of it was withdrawn */
export function toTurnMessages(complete: CompleteEvent, isRetracted: boolean): readonly [AgentMessage, AnswerMessage] {
  const { turnId, userMessage, aiMessage, status, stopReason } = complete;
  const isRedacted = isRetracted || stopReason === 'guardrail_intervened' || stopReason === 'content_filtered';
  const finished = isRedacted ? 'redacted' : 'complete';
  const state = status === 'stopped' ? 'stopped' : finished;
  return [
    { ...userMessage, turnId, key: keyOf(turnId, 'user') },
    { ...aiMessage, turnId, key: keyOf(turnId, 'assistant'), state, ...effectsOf(complete) },
  ];
}
