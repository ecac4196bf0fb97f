import { idSchema } from '@coach-stream/streaming-core/contract';
import * as z from 'zod/mini';

/**
 * Whose data is to be deleted: what `delete-user-data` is invoked with. Lambda may bring it more than once. It alone
 * deletes nothing: the user has to have asked for it.
 */
export const deletionEventSchema = z.object({ userId: idSchema });

export type DeletionEvent = z.infer<typeof deletionEventSchema>;
