import { mkdirSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { writeJsonError } from '../endpoint/aws-error.ts';
import { isJsonObject, type JsonObject, stringAt } from '../json.ts';
import type { Resource } from '../resource.ts';
import type { SdkRequest, SdkService } from '../sdk-service.ts';
import * as admin from './administer-users.ts';
import type { CognitoContext, Operation } from './cognito-context.ts';
import { CognitoError } from './cognito-error.ts';
import { adminInitiateAuth, initiateAuth, respondToAuthChallenge } from './initiate-auth.ts';
import { startKeySetServer } from './key-set-server.ts';
import { confirmForgotPassword, forgotPassword } from './reset-password.ts';
import { confirmSignUp, resendConfirmationCode, signUp } from './sign-up.ts';
import { getUser, globalSignOut, revokeToken, updateUserAttributes } from './signed-in-user.ts';
import { openTokenSigner } from './token-signer.ts';
import { type InvokeTrigger, makeTriggers } from './triggers.ts';
import { userPool } from './user-pool.ts';
import { userPoolClient } from './user-pool-client.ts';
import { openUserStore } from './user-store.ts';

/** What Cognito starts with. */
export interface CognitoOptions {
  /** Folder for users and the signing key, made where absent with mode 0700. */
  readonly dataDir: string;
  readonly region: string;
  /** The app's resources: its pools and clients are served, others are passed over. */
  readonly resources: readonly Resource[];
  /** Calls a pool's Lambda trigger. */
  readonly invokeTrigger: InvokeTrigger;
  /** Milliseconds since 1970. Default: the system clock. */
  readonly now?: () => number;
}

/** Cognito user pools for the SDK endpoint. */
export interface Cognito extends SdkService {
  /**
   * Base address of the public key sets: `<jwksUrl>/<poolId>/.well-known/jwks.json` answers what AWS answers at
   * `https://cognito-idp.<region>.amazonaws.com/<poolId>/.well-known/jwks.json`.
   */
  readonly jwksUrl: string;
  /** Claims of a token that a pool here has signed; `undefined` for any other text. Nothing but the signature is checked. */
  readToken(token: string): JsonObject | undefined;
}

/** Operations signed by an administrator: each needs its action on the pool's ARN. */
const ADMIN_OPERATIONS: ReadonlyMap<string, Operation> = new Map(
  Object.entries({
    AdminConfirmSignUp: admin.adminConfirmSignUp,
    AdminCreateUser: admin.adminCreateUser,
    AdminDeleteUser: admin.adminDeleteUser,
    AdminGetUser: admin.adminGetUser,
    AdminInitiateAuth: adminInitiateAuth,
    AdminSetUserPassword: admin.adminSetUserPassword,
    AdminUpdateUserAttributes: admin.adminUpdateUserAttributes,
  }),
);

/** Operations that anybody may call: they prove themselves by a password, a code or a token. */
const PUBLIC_OPERATIONS: ReadonlyMap<string, Operation> = new Map(
  Object.entries({
    ConfirmForgotPassword: confirmForgotPassword,
    ConfirmSignUp: confirmSignUp,
    ForgotPassword: forgotPassword,
    GetUser: getUser,
    GlobalSignOut: globalSignOut,
    InitiateAuth: initiateAuth,
    ResendConfirmationCode: resendConfirmationCode,
    RespondToAuthChallenge: respondToAuthChallenge,
    RevokeToken: revokeToken,
    SignUp: signUp,
    UpdateUserAttributes: updateUserAttributes,
  }),
);

/**
 * Starts the user pools of a template: users, sign-up, sign-in and tokens like AWS's, with a key of this installation.
 *
 * Confirmation codes are always `000000`. Not emulated: SRP and custom sign-in, MFA, groups, client secrets, hosted UI.
 */
export async function startCognito(options: CognitoOptions): Promise<Cognito> {
  const { dataDir, region, resources, invokeTrigger, now = Date.now } = options;
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const ofType = (type: string): readonly Resource[] => resources.filter((resource) => resource.type === type);
  const context: CognitoContext = {
    region,
    pools: new Map(ofType('AWS::Cognito::UserPool').map((resource) => [resource.ref, userPool(resource)])),
    clients: new Map(
      ofType('AWS::Cognito::UserPoolClient').map((resource) => [resource.ref, userPoolClient(resource)]),
    ),
    store: openUserStore(dataDir, now),
    signer: openTokenSigner(dataDir),
    triggers: makeTriggers(region, invokeTrigger),
    now,
  };
  const keySets = await startKeySetServer({
    region,
    poolIds: [...context.pools.keys()],
    keys: [context.signer.publicJwk],
  });

  return {
    jwksUrl: keySets.url,
    readToken: (token) => context.signer.readJwt(token),
    signingNames: ['cognito-idp'],
    targetPrefixes: ['AWSCognitoIdentityProviderService'],
    permissions: (request) => {
      const operation = operationOf(request);
      if (PUBLIC_OPERATIONS.has(operation)) return [];
      const poolId = stringAt(inputOf(request), 'UserPoolId') ?? '*';
      const resource = context.pools.get(poolId)?.arn ?? `arn:aws:cognito-idp:${region}:*:userpool/${poolId}`;
      return [{ action: `cognito-idp:${operation}`, resource }];
    },
    deny: (response, message) => writeError(response, new CognitoError('AccessDeniedException', message)),
    handle: async (request, response) => {
      const name = operationOf(request);
      const operation = PUBLIC_OPERATIONS.get(name) ?? ADMIN_OPERATIONS.get(name);
      try {
        if (operation === undefined) {
          throw new CognitoError('UnknownOperationException', `Cognito's ${name} is not served here`);
        }
        writeOutput(response, await operation(context, inputOf(request)));
      } catch (cause) {
        if (!(cause instanceof CognitoError)) throw cause;
        writeError(response, cause);
      }
    },
    close: () => keySets.close(),
  };
}

function operationOf({ headers }: SdkRequest): string {
  return String(headers['x-amz-target']).split('.').at(-1) ?? '';
}

function inputOf({ body }: SdkRequest): JsonObject {
  const input: unknown = JSON.parse(body.toString('utf8'));
  if (!isJsonObject(input)) throw new CognitoError('SerializationException', 'The request is not a JSON object');
  return input;
}

function writeOutput(response: ServerResponse, output: JsonObject): void {
  const body = Buffer.from(JSON.stringify(output));
  response.writeHead(200, { 'content-type': 'application/x-amz-json-1.1', 'content-length': body.byteLength });
  response.end(body);
}

function writeError(response: ServerResponse, { code, message }: CognitoError): void {
  response.setHeader('x-amzn-errormessage', message.replace(/[^\x20-\x7e]/g, ' '));
  writeJsonError(response, { status: 400, code, message });
}
