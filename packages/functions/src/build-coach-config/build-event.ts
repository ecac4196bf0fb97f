import { idSchema } from '@coach-stream/streaming-core/contract';
import * as z from 'zod/mini';

/**
 * Of which session a coach is to be built: what `build-coach-config` is invoked with. Lambda may bring it more than once.
 *
 * Unknown members are passed over, so that a caller that is deployed first may already send more.
 */
export const buildEventSchema = z.object({ userId: idSchema, sessionId: idSchema });

export type BuildEvent = z.infer<typeof buildEventSchema>;
