import type { LambdaClient, LambdaClientConfig } from '@aws-sdk/client-lambda';
import type { AfterWorkEvent } from '../process-turn/after-work-event.ts';

/** Whom turns are handed to. */
export interface AfterWorkOptions {
  /** Name or ARN of `process-turn`. */
  readonly functionName: string;
  /** Told where Lambda did not take a turn; its work is done with a later turn or not at all. */
  readonly onFault: (what: string, error: unknown) => void;
  /** Default: region, credentials and endpoint from the environment. */
  readonly client?: LambdaClientConfig;
}

/**
 * Hands a settled turn to `process-turn` and waits until Lambda has taken it, some ten milliseconds. An invocation that
 * nobody waits for is lost when the environment freezes.
 *
 * @returns whether it was taken; never rejects, since an answer does not fail for what is done behind it
 */
export type InvokeAfterWork = (event: AfterWorkEvent) => Promise<boolean>;

/** An accepted asynchronous invocation. https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html */
const HTTP_ACCEPTED = 202;

const CLIENT_DEFAULTS: LambdaClientConfig = {
  maxAttempts: 3,
  requestHandler: { connectionTimeout: 1_000, socketTimeout: 2_000 },
};

/** Makes the way to `process-turn`: one a process. Its client is loaded with the first turn, behind the first answer. */
export function createInvokeAfterWork(options: AfterWorkOptions): InvokeAfterWork {
  const { functionName, onFault } = options;
  let client: LambdaClient | undefined;

  return async ({ userId, coachId, conversationId, turnId }) => {
    try {
      const { InvokeCommand, LambdaClient } = await import('@aws-sdk/client-lambda');
      client ??= new LambdaClient({ ...CLIENT_DEFAULTS, ...options.client });
      const invoke = new InvokeCommand({
        FunctionName: functionName,
        InvocationType: 'Event',
        Payload: JSON.stringify({ userId, coachId, conversationId, turnId } satisfies AfterWorkEvent),
      });
      const { StatusCode } = await client.send(invoke);
      if (StatusCode !== HTTP_ACCEPTED) {
        throw new Error(`Lambda answered an asynchronous invocation with status ${StatusCode}.`);
      }
      return true;
    } catch (error) {
      onFault('After-work could not be handed over', error);
      return false;
    }
  };
}
