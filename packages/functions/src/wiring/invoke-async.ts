import type { LambdaClient, LambdaClientConfig } from '@aws-sdk/client-lambda';

/** Whom work is handed to. */
export interface InvokeAsyncOptions {
  /** Name or ARN of the function. */
  readonly functionName: string;
  /** What is told where Lambda did not take an event, such as `After-work could not be handed over`. */
  readonly failure: string;
  readonly onFault: (what: string, error: unknown) => void;
  /** Default: region, credentials and endpoint from the environment. */
  readonly client?: LambdaClientConfig;
}

/**
 * Hands an event to a background function and waits until Lambda has taken it, some ten milliseconds. An invocation that
 * nobody waits for is lost when the environment freezes.
 *
 * @returns whether it was taken; never rejects, since an answer does not fail for what is done behind it
 */
export type InvokeAsync<Event extends object> = (event: Event) => Promise<boolean>;

/** An accepted asynchronous invocation. https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html */
const HTTP_ACCEPTED = 202;

const CLIENT_DEFAULTS: LambdaClientConfig = {
  maxAttempts: 3,
  requestHandler: { connectionTimeout: 1_000, socketTimeout: 2_000 },
};

/** Makes the way to a background function: one a process. Its client is loaded with the first event. */
export function createInvokeAsync<Event extends object>(options: InvokeAsyncOptions): InvokeAsync<Event> {
  const { functionName, failure, onFault } = options;
  let client: LambdaClient | undefined;

  return async (event) => {
    try {
      const { InvokeCommand, LambdaClient } = await import('@aws-sdk/client-lambda');
      client ??= new LambdaClient({ ...CLIENT_DEFAULTS, ...options.client });
      const invoke = new InvokeCommand({
        FunctionName: functionName,
        InvocationType: 'Event',
        Payload: JSON.stringify(event),
      });
      const { StatusCode } = await client.send(invoke);
      if (StatusCode !== HTTP_ACCEPTED) {
        throw new Error(`Lambda answered an asynchronous invocation with status ${StatusCode}.`);
      }
      return true;
    } catch (error) {
      onFault(failure, error);
      return false;
    }
  };
}
