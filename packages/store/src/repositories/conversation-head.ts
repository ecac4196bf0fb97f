import { conversationSchema } from '../entities/conversation.ts';
import { defineHead } from '../head-kind.ts';
import { keys } from '../keys.ts';

/** The heads of conversations. */
export const conversationHead = defineHead({
  name: 'conversation',
  keyOf: keys.conversation,
  schema: conversationSchema,
});

export const { read: readConversation, parse: parseConversation } = conversationHead;
