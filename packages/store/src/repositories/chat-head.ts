import { chatSchema } from '../entities/chat.ts';
import { defineHead } from '../head-kind.ts';
import { keys } from '../keys.ts';

/** The heads of persona chats. */
export const chatHead = defineHead({ name: 'chat', keyOf: keys.chat, schema: chatSchema });
