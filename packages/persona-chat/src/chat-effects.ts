import type { AssistantMessage } from '@coach-stream/store/entities';
import * as z from 'zod/mini';

/** What an answer of a chat is besides its text; stored with its message. */
const chatEffectsSchema = z.object({
  /** Who has answered: the chat's persona at that time. */
  persona: z.string(),
});

export type ChatEffects = z.infer<typeof chatEffectsSchema>;

/** Who has given a stored answer; `undefined` where it does not tell, such as one that nobody finished. */
export function answeredBy({ effects }: Pick<AssistantMessage, 'effects'>): string | undefined {
  return z.safeParse(chatEffectsSchema, effects).data?.persona;
}
