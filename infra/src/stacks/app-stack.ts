import { Stack, type StackProps } from 'aws-cdk-lib';
import type { TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import type { Construct } from 'constructs';
import { grantModelStream } from '../constructs/bedrock-access.ts';
import { CoachRestApi } from '../constructs/coach-rest-api.ts';
import { CoachUserPool } from '../constructs/coach-user-pool.ts';
import { NodeFunction } from '../constructs/node-function.ts';
import { StageOutputs } from '../constructs/stage-outputs.ts';
import { StreamFunction } from '../constructs/stream-function.ts';
import { dataProtection } from '../data-protection.ts';
import type { StageConfig } from '../stage-config.ts';

/** What an {@link AppStack} needs. */
export interface AppStackProps extends StackProps {
  readonly stage: StageConfig;
  readonly coachTable: TableV2;
  readonly turnsTable: TableV2;
}

/** What a function does that reads a table, puts items and updates them under conditions, and deletes none. */
const READ_AND_WRITE = ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:Query', 'dynamodb:UpdateItem'];

/** API Gateway gives up after 29 seconds; a function that is slower than this answers nobody. */
const API_TIMEOUT_SECONDS = 25;

/**
 * What answers people: the user pool, the stream function and its URL, the REST API, and the outputs that tell a
 * frontend of them.
 */
export class AppStack extends Stack {
  constructor(scope: Construct, id: string, props: AppStackProps) {
    const { stage, coachTable, turnsTable } = props;
    super(scope, id, { ...props, terminationProtection: dataProtection(stage.data).terminationProtection });

    const userPool = new CoachUserPool(this, 'Users', { stage });
    const tables = {
      COACH_TABLE_NAME: coachTable.tableName,
      TURNS_TABLE_NAME: turnsTable.tableName,
      TURN_LEASE_MS: String(stage.turns.leaseMs),
    };

    const coachConversation = new StreamFunction(this, 'StreamCoachConversation', {
      stage,
      name: 'stream-coach-conversation',
      description: "Streams a coach's answer to one message of a conversation.",
      environment: {
        STAGE: stage.name,
        ...tables,
        USER_POOL_ID: userPool.userPoolId,
        USER_POOL_CLIENT_ID: userPool.clientId,
        MODELS: JSON.stringify(stage.models),
        TRACING: stage.tracing ? 'on' : 'off',
      },
    });
    coachTable.grant(coachConversation, ...READ_AND_WRITE);
    turnsTable.grant(coachConversation, ...READ_AND_WRITE);
    grantModelStream(this, coachConversation, {
      modelId: stage.models.coach.modelId,
      regions: stage.modelRegions.coach,
    });

    const coachApi = new NodeFunction(this, 'CoachApi', {
      stage,
      name: 'coach-api',
      description: 'Answers the REST API: conversations, messages and turns.',
      memoryMb: 512,
      timeoutSeconds: API_TIMEOUT_SECONDS,
      environment: { ...tables, ALLOWED_ORIGINS: JSON.stringify(stage.allowedOrigins) },
    });
    coachTable.grant(coachApi, ...READ_AND_WRITE);
    // It begins no turn: it reads and stops those that are there.
    turnsTable.grant(coachApi, 'dynamodb:GetItem', 'dynamodb:Query', 'dynamodb:UpdateItem');
    const restApi = new CoachRestApi(this, 'RestApi', { stage, userPool, handler: coachApi });

    new StageOutputs(this, 'StageOutputs', { stage, userPool, coachConversationUrl: coachConversation.url, restApi });
  }
}
