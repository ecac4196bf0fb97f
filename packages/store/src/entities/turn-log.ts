import { metadataEventSchema, retractEventSchema } from '@coach-stream/streaming-core/contract';
import * as z from 'zod/mini';

/** Adjacent events of one attempt: a string is a `chunk`'s text. */
export const turnLogSchema = z.object({
  /** The number of the first event, from 1. */
  firstSeq: z.int(),
  events: z.array(z.union([z.string(), metadataEventSchema, retractEventSchema])),
});
