import type { StreamingHandler } from '@coach-stream/streaming-core';
import type { Answer } from '../answer.ts';

/**
 * Makes the Lambda handler of a contender, in the form that its documentation shows. Called where the runtime's
 * globals are set; `nextAnswer` is asked once a request for what to stream.
 */
export type CreateHandler = (nextAnswer: () => Answer) => StreamingHandler;

/** A JSON object of the body, as the reader of a contender's stream sees it. */
export type ReadText = (event: Readonly<Record<string, unknown>>) => string;
