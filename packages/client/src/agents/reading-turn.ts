import type { AnswerEffects } from '@coach-stream/streaming-core/contract';
import type { TurnStream } from '../turn-stream.ts';
import { type AgentMessage, NO_EFFECTS, type OutgoingMessage } from './agent-message.ts';

/** A turn that an agent is reading. */
export interface ReadingTurn {
  readonly stream: TurnStream;
  readonly turnId: string;
  /** Absent where a turn is watched whose question is not known. */
  readonly message: OutgoingMessage | undefined;
  /** What an earlier attempt has left: shown again where this one brings no text. */
  readonly earlierAnswer: AgentMessage | undefined;
  /** The question is known to be stored. */
  isTaken: boolean;
  /** The server has it. */
  hasStarted: boolean;
  /** Text has come, and no passing line since. */
  isAnswering: boolean;
  isRetracted: boolean;
  /** The person has asked for its end. */
  isStopWanted: boolean;
  text: string;
  /** What the answer has done besides so far. */
  effects: AnswerEffects;
}

/** A turn as it begins to be read. */
export function beginReading(
  begun: Pick<ReadingTurn, 'stream' | 'message' | 'earlierAnswer' | 'isTaken'>,
): ReadingTurn {
  const flags = { hasStarted: false, isAnswering: false, isRetracted: false, isStopWanted: false };
  return { ...begun, ...flags, text: '', effects: NO_EFFECTS, turnId: begun.stream.turnId };
}

/** A turn that has failed, or was left before it was known to be taken. */
export interface FailedTurn {
  readonly turnId: string;
  /** Whether the message has to be sent under another id to be answered. */
  readonly isSpent: boolean;
  readonly message: OutgoingMessage | undefined;
}

/** Whether two messages are one to the server, which compares text and images. */
export function isSameMessage(one: OutgoingMessage, other: OutgoingMessage): boolean {
  const images = other.imageS3Keys ?? [];
  const ownImages = one.imageS3Keys ?? [];
  return (
    one.text === other.text &&
    ownImages.length === images.length &&
    ownImages.every((image, index) => image === images[index])
  );
}
