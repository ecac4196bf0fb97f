import { canonicalTurnId, idSchema } from '@coach-stream/streaming-core/contract';
import * as z from 'zod/mini';

/**
 * Which turn has ended and is to be worked on: what `process-turn` is invoked with. Lambda may bring it more than once.
 *
 * Unknown members are passed over, so that a caller that is deployed first may already send more.
 */
export const afterWorkEventSchema = z.object({
  userId: idSchema,
  coachId: idSchema,
  conversationId: idSchema,
  turnId: z.string().check(z.refine((turnId) => canonicalTurnId(turnId) === turnId, 'not the id of a turn')),
});

export type AfterWorkEvent = z.infer<typeof afterWorkEventSchema>;
