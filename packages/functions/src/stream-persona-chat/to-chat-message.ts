import { type ChatMessageAnswer, type CompleteEvent, chatMessageSchema } from '@coach-stream/streaming-core/contract';

/** What a client of a persona chat is answered with that takes no stream. */
export function toChatMessage({ fullMessage: message, ...complete }: CompleteEvent): ChatMessageAnswer {
  return chatMessageSchema.parse({ ...complete, message });
}
