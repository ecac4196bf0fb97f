import { toMessageId, type UserMessage } from '@coach-stream/store/entities';

/** What a person sent, and its place among the messages. */
export interface SentMessage {
  readonly turnId: string;
  /** The turn's place, ISO-8601. */
  readonly claimedAt: string;
  readonly body: {
    readonly userResponse: string;
    /** When the client says it was sent. */
    readonly messageTimestamp?: string | undefined;
    readonly imageS3Keys?: readonly string[] | undefined;
  };
}

/** A person's message as it is stored: another attempt of the turn stores the same one. */
export function toUserMessage({ turnId, claimedAt, body }: SentMessage): UserMessage {
  return {
    messageId: toMessageId(turnId, 'user'),
    turnId,
    role: 'user',
    content: body.userResponse,
    createdAt: claimedAt,
    claimedAt,
    ...(body.messageTimestamp !== undefined && { sentAt: body.messageTimestamp }),
    ...(body.imageS3Keys !== undefined && { imageS3Keys: [...body.imageS3Keys] }),
  };
}
