import type { AnswerEffects, MessagePage, StopReason, Usage } from '@coach-stream/streaming-core/contract';
import type { UIMessage } from 'ai';
import { keyOf } from '../agents/agent-message.ts';

/** What stands beside a message's text. */
export interface CoachMessageMetadata {
  /** The turn that the message belongs to. */
  readonly turnId?: string | undefined;
  /** The stored message's id. */
  readonly messageId?: string | undefined;
  readonly createdAt?: string | undefined;
  /** How an answer was left. */
  readonly state?: MessagePage['messages'][number]['state'] | undefined;
  readonly stopReason?: StopReason | undefined;
  readonly usage?: Usage | undefined;
  /** Of a person's message: up to five keys that an upload gave. Set it where the message is sent. */
  readonly imageS3Keys?: readonly string[] | undefined;
}

/** Data parts of an answer. `contextual` is transient: it reaches `onData` and no message. */
export type CoachDataParts = {
  contextual: { readonly content: string; readonly stage: string };
  workoutLogged: NonNullable<AnswerEffects['workoutLogged']>;
  memorySaved: NonNullable<AnswerEffects['memorySaved']>;
};

/** A message of `useChat` with a coach. */
export type CoachUIMessage = UIMessage<CoachMessageMetadata, CoachDataParts>;

/** A part that tells what an answer has done besides; the same in a message and as a chunk of its stream. */
export type EffectPart =
  | { readonly type: 'data-workoutLogged'; readonly id: string; readonly data: CoachDataParts['workoutLogged'] }
  | { readonly type: 'data-memorySaved'; readonly id: string; readonly data: CoachDataParts['memorySaved'] };

/** The parts of what an answer has done besides. */
export function toEffectParts({ workoutLogged, memorySaved }: AnswerEffects): EffectPart[] {
  return [
    ...(workoutLogged ? [{ type: 'data-workoutLogged', id: 'workoutLogged', data: workoutLogged } as const] : []),
    ...(memorySaved ? [{ type: 'data-memorySaved', id: 'memorySaved', data: memorySaved } as const] : []),
  ];
}

/**
 * A page of stored messages as `useChat` wants them, oldest first: for `messages` of a chat that is opened. Their ids are
 * those that the transport gives to an answer, so that an answer that is gone on with has one place.
 */
export function toUiMessages(page: Pick<MessagePage, 'messages'>): CoachUIMessage[] {
  return page.messages
    .map(
      ({ turnId, role, content, messageId, createdAt, state, imageS3Keys, ...effects }): CoachUIMessage => ({
        id: keyOf(turnId, role),
        role,
        parts: [...toEffectParts(effects), { type: 'text', text: content }],
        metadata: { turnId, messageId, createdAt, state, imageS3Keys },
      }),
    )
    .reverse();
}
