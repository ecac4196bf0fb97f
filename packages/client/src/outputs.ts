import type { Outputs } from '@coach-stream/streaming-core/contract';
import { CoachStreamError } from './errors.ts';

/** The version of the outputs file that this client reads. */
const OUTPUTS_VERSION = 1;

/**
 * Takes a stage's outputs file, as parsed from JSON, for what it is. Only what the client needs is checked;
 * `outputsSchema` of `client/schema` checks all of it.
 *
 * @throws CoachStreamError `UNSUPPORTED_OUTPUTS` where it is of another version, or lacks what a client needs
 */
export function readOutputs(value: unknown): Outputs {
  const outputs = (value ?? {}) as Partial<Outputs>;
  const version: unknown = outputs.version;
  if (version !== OUTPUTS_VERSION) {
    throw unsupported(
      typeof version === 'number' && version > OUTPUTS_VERSION
        ? `The outputs file has version ${version}; this client reads ${OUTPUTS_VERSION}. Update @coach-stream/client.`
        : 'This is no outputs file of a stage: it has no version.',
    );
  }
  const urls = [...Object.values(outputs.streams ?? {}), ...(outputs.api === undefined ? [] : [outputs.api])];
  if (urls.length === 0 || !urls.every((url: unknown) => typeof url === 'string' && /^https?:\/\//.test(url))) {
    throw unsupported('The outputs file names no addresses of streams, or one that is no http(s) URL.');
  }
  return outputs as Outputs;
}

/** Where the stage has not what is asked for. */
export function unsupported(message: string): CoachStreamError {
  return new CoachStreamError({ code: 'UNSUPPORTED_OUTPUTS', message, retryable: false });
}
