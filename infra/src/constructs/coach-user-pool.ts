import { Duration, Validations } from 'aws-cdk-lib';
import {
  AccountRecovery,
  ClientAttributes,
  type IUserPool,
  StringAttribute,
  UserPool,
  UserPoolOperation,
} from 'aws-cdk-lib/aws-cognito';
import { Construct } from 'constructs';
import { dataProtection } from '../data-protection.ts';
import type { StageConfig } from '../stage-config.ts';
import { NodeFunction } from './node-function.ts';

/** What a {@link CoachUserPool} needs. */
export interface CoachUserPoolProps {
  readonly stage: StageConfig;
}

/** Cognito gives a trigger this long; it cannot be changed. */
const TRIGGER_TIMEOUT_SECONDS = 5;

/**
 * The people who may talk to a coach: this stage's own Cognito user pool, or an imported one.
 *
 * In both, the ID token's `custom:user_id` claim names the user for good. Our own pool guarantees it in two ways: the
 * attribute is immutable and not writable by the client, and a trigger puts the user's `sub` where it is unset
 * (infra/docs/adr/001-user-id-claim.md). An imported pool must guarantee the same (infra/README.md).
 */
export class CoachUserPool extends Construct {
  readonly pool: IUserPool;
  readonly userPoolId: string;
  readonly clientId: string;
  /** The `iss` of its tokens. */
  readonly issuer: string;

  constructor(scope: Construct, id: string, { stage }: CoachUserPoolProps) {
    super(scope, id);
    if (stage.userPool.kind === 'imported') {
      this.pool = UserPool.fromUserPoolId(this, 'Imported', stage.userPool.userPoolId);
      this.clientId = stage.userPool.clientId;
    } else {
      this.pool = this.createPool(stage, stage.userPool.selfSignUp);
      this.clientId = this.createClient(this.pool);
    }
    this.userPoolId = this.pool.userPoolId;
    this.issuer = `https://cognito-idp.${stage.region}.amazonaws.com/${this.userPoolId}`;
  }

  private createPool(stage: StageConfig, selfSignUpEnabled: boolean): UserPool {
    const { deletionProtection, removalPolicy } = dataProtection(stage.data);
    const pool = new UserPool(this, 'Pool', {
      selfSignUpEnabled,
      signInAliases: { email: true },
      signInCaseSensitive: false,
      autoVerify: { email: true },
      accountRecovery: AccountRecovery.EMAIL_ONLY,
      standardAttributes: { email: { required: true, mutable: true } },
      customAttributes: { user_id: new StringAttribute({ minLen: 1, maxLen: 128, mutable: false }) },
      passwordPolicy: {
        minLength: 12,
        requireLowercase: true,
        requireUppercase: true,
        requireDigits: true,
        requireSymbols: true,
        tempPasswordValidity: Duration.days(3),
      },
      deletionProtection,
      removalPolicy,
    });

    const addUserIdClaim = new NodeFunction(this, 'AddUserIdClaim', {
      stage,
      name: 'add-user-id-claim',
      description: 'Puts custom:user_id into every ID token.',
      memoryMb: 128,
      timeoutSeconds: TRIGGER_TIMEOUT_SECONDS,
    });
    pool.addTrigger(UserPoolOperation.PRE_TOKEN_GENERATION, addUserIdClaim.function);

    Validations.of(pool).acknowledge(
      {
        id: 'AwsSolutions-COG2',
        reason: 'Signing in by e-mail and a strong password is enough for coaching; an imported pool may ask for more.',
      },
      {
        id: 'AwsSolutions-COG8',
        reason: 'Threat protection of the Plus plan is billed per user; an imported pool may have it.',
      },
    );
    return pool;
  }

  private createClient(pool: IUserPool): string {
    const client = pool.addClient('WebClient', {
      generateSecret: false,
      disableOAuth: true,
      authFlows: { userPassword: true, userSrp: true },
      preventUserExistenceErrors: true,
      enableTokenRevocation: true,
      idTokenValidity: Duration.hours(1),
      accessTokenValidity: Duration.hours(1),
      refreshTokenValidity: Duration.days(30),
      readAttributes: new ClientAttributes()
        .withStandardAttributes({ email: true, emailVerified: true })
        .withCustomAttributes('user_id'),
      // Without custom:user_id: whoever signs up cannot choose whose data to read.
      writeAttributes: new ClientAttributes().withStandardAttributes({ email: true }),
    });
    return client.userPoolClientId;
  }
}
