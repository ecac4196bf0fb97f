import { arrayAt, isJsonObject, type JsonObject, objectAt, stringsOf } from '../json.ts';
import { CognitoError } from './cognito-error.ts';
import type { UserPool } from './user-pool.ts';
import type { User } from './user-store.ts';

/**
 * Invokes a function synchronously with a trigger event; gives what it returned.
 * Rejects with an `Error` holding the function's message where it failed.
 */
export type InvokeTrigger = (functionArn: string, event: JsonObject) => Promise<unknown>;

/** Who and what a trigger event is about. */
export interface TriggerContext {
  readonly pool: UserPool;
  readonly clientId: string;
  readonly user: Pick<User, 'username' | 'attributes'> & { readonly sub?: string; readonly status?: string };
  readonly clientMetadata?: Readonly<Record<string, string>> | undefined;
}

/** What a pre sign-up trigger decided. */
export interface SignUpDecision {
  readonly isConfirmed: boolean;
  readonly isEmailVerified: boolean;
  readonly isPhoneVerified: boolean;
}

/** Changes to the claims of one token. */
export interface ClaimChanges {
  readonly set: JsonObject;
  readonly suppress: readonly string[];
  readonly scopesToAdd: readonly string[];
  readonly scopesToSuppress: readonly string[];
}

/** What a pre token generation trigger asked for. */
export interface TokenChanges {
  readonly idToken: ClaimChanges;
  readonly accessToken: ClaimChanges;
}

/** The pool's Lambda triggers, called with AWS's events; a pool without one changes nothing. */
export interface Triggers {
  preSignUp(context: TriggerContext, source: string, validationData: JsonObject | null): Promise<SignUpDecision>;
  /** @param source Default: `PostConfirmation_ConfirmSignUp` */
  postConfirmation(context: TriggerContext, source?: string): Promise<void>;
  preTokenGeneration(context: TriggerContext, source: string, scopes: readonly string[]): Promise<TokenChanges>;
}

const NO_CHANGES: ClaimChanges = { set: {}, suppress: [], scopesToAdd: [], scopesToSuppress: [] };

/**
 * Makes the triggers of a region's pools.
 *
 * Errors of each call, as AWS answers them: `UserLambdaValidationException` (the function failed, with its message),
 * `InvalidLambdaResponseException` (it did not return an event).
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-working-with-lambda-triggers.html
 */
export function makeTriggers(region: string, invokeTrigger: InvokeTrigger): Triggers {
  async function call(name: string, arn: string, event: JsonObject): Promise<JsonObject> {
    let returned: unknown;
    try {
      returned = await invokeTrigger(arn, event);
    } catch (cause) {
      const message = cause instanceof Error ? cause.message : String(cause);
      throw new CognitoError('UserLambdaValidationException', `${name} failed with error ${message}.`);
    }
    if (!isJsonObject(returned) || !isJsonObject(returned.response)) {
      throw new CognitoError('InvalidLambdaResponseException', 'Unrecognizable lambda output');
    }
    return returned.response;
  }

  const event = (
    context: TriggerContext,
    source: string,
    request: JsonObject,
    response: JsonObject,
    version = '1',
  ) => ({
    version,
    region,
    userPoolId: context.pool.id,
    userName: context.user.username,
    callerContext: { awsSdkVersion: 'aws-sdk-unknown-unknown', clientId: context.clientId },
    triggerSource: source,
    request: { ...request, ...(context.clientMetadata && { clientMetadata: context.clientMetadata }) },
    response,
  });

  return {
    preSignUp: async (context, source, validationData) => {
      const arn = context.pool.triggers.preSignUp;
      if (arn === undefined) return { isConfirmed: false, isEmailVerified: false, isPhoneVerified: false };
      const request = { userAttributes: context.user.attributes, validationData };
      const undecided = { autoConfirmUser: false, autoVerifyEmail: false, autoVerifyPhone: false };
      const decision = await call('PreSignUp', arn, event(context, source, request, undecided));
      return {
        isConfirmed: decision.autoConfirmUser === true,
        isEmailVerified: decision.autoVerifyEmail === true,
        isPhoneVerified: decision.autoVerifyPhone === true,
      };
    },
    postConfirmation: async (context, source = 'PostConfirmation_ConfirmSignUp') => {
      const arn = context.pool.triggers.postConfirmation;
      if (arn === undefined) return;
      const request = { userAttributes: eventAttributes(context) };
      await call('PostConfirmation', arn, event(context, source, request, {}));
    },
    preTokenGeneration: async (context, source, scopes) => {
      const trigger = context.pool.triggers.preTokenGeneration;
      if (trigger === undefined) return { idToken: NO_CHANGES, accessToken: NO_CHANGES };
      const groupConfiguration = { groupsToOverride: [], iamRolesToOverride: [], preferredRole: null };
      const request = { userAttributes: eventAttributes(context), groupConfiguration };
      if (trigger.version === 'V1_0') {
        const plain = event(context, source, request, { claimsOverrideDetails: null });
        const details = objectAt(await call('PreTokenGeneration', trigger.arn, plain), 'claimsOverrideDetails');
        return { idToken: changes(details), accessToken: NO_CHANGES };
      }
      const version = trigger.version.startsWith('V3') ? '3' : '2';
      const response = { claimsAndScopeOverrideDetails: null };
      const rich = event(context, source, { ...request, scopes }, response, version);
      const details = objectAt(await call('PreTokenGeneration', trigger.arn, rich), 'claimsAndScopeOverrideDetails');
      return {
        idToken: changes(objectAt(details, 'idTokenGeneration')),
        accessToken: changes(objectAt(details, 'accessTokenGeneration')),
      };
    },
  };
}

/** A user's attributes as events hold them. */
function eventAttributes({ user }: TriggerContext): JsonObject {
  return { sub: user.sub, 'cognito:user_status': user.status, ...user.attributes };
}

function changes(details: JsonObject): ClaimChanges {
  return {
    set: objectAt(details, 'claimsToAddOrOverride'),
    suppress: stringsOf(arrayAt(details, 'claimsToSuppress')),
    scopesToAdd: stringsOf(arrayAt(details, 'scopesToAdd')),
    scopesToSuppress: stringsOf(arrayAt(details, 'scopesToSuppress')),
  };
}
