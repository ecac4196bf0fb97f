import type { Outputs } from '@coach-stream/streaming-core/contract';

/** Whether this browser or runtime can read a response as it comes. Where it cannot, the client takes whole answers. */
export function supportsStreaming(): boolean {
  return (
    typeof ReadableStream === 'function' &&
    typeof TextDecoder === 'function' &&
    typeof AbortController === 'function' &&
    typeof Response === 'function' &&
    'body' in Response.prototype
  );
}

/**
 * Whether answers are streamed: where the stage does it, this person may have it, and the browser can.
 *
 * @param isEnabledForUser the person's own flag. Default: on
 */
export function isStreamingEnabled(outputs: Pick<Outputs, 'features'>, isEnabledForUser = true): boolean {
  return outputs.features?.streaming !== false && isEnabledForUser && supportsStreaming();
}
