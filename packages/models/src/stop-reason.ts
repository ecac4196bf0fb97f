import { type StopReason, stopReasonSchema } from '@coach-stream/streaming-core/contract';

const KNOWN: ReadonlySet<string> = new Set(stopReasonSchema.options);

/**
 * A provider's stop reason as the contract names it; whatever the contract does not know is `unknown`, and an
 * answer that ends so is incomplete. The contract's names are Bedrock's.
 * https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_MessageStopEvent.html
 */
export function toStopReason(reason: string): StopReason {
  return isKnown(reason) ? reason : 'unknown';
}

function isKnown(reason: string): reason is StopReason {
  return KNOWN.has(reason);
}
