import { USER_ID_CLAIM } from '@coach-stream/streaming-core/contract';

/**
 * What this trigger uses of Cognito's pre token generation event, version V1_0.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-pre-token-generation.html
 */
export interface PreTokenGenerationEvent {
  readonly version: string;
  readonly request: { readonly userAttributes: Readonly<Record<string, string>> };
  response: { claimsOverrideDetails?: { claimsToAddOrOverride?: Record<string, string> } | null };
}

/**
 * Puts `custom:user_id` into every ID token: the user's immutable attribute where an administrator set one, else the
 * user's `sub`. Both never change, so neither does the claim.
 */
export async function handler(event: PreTokenGenerationEvent): Promise<PreTokenGenerationEvent> {
  const { userAttributes } = event.request;
  const userId = userAttributes[USER_ID_CLAIM] || userAttributes.sub;
  if (!userId) {
    throw new Error(`The user has neither ${USER_ID_CLAIM} nor sub; expected a Cognito user pool V1_0 event.`);
  }
  event.response = { claimsOverrideDetails: { claimsToAddOrOverride: { [USER_ID_CLAIM]: userId } } };
  return event;
}
