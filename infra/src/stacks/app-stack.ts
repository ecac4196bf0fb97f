import { Stack, type StackProps } from 'aws-cdk-lib';
import type { TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import type { Construct } from 'constructs';
import { grantModelStream } from '../constructs/bedrock-access.ts';
import { CoachUserPool } from '../constructs/coach-user-pool.ts';
import { StageOutputs } from '../constructs/stage-outputs.ts';
import { StreamFunction } from '../constructs/stream-function.ts';
import { dataProtection } from '../data-protection.ts';
import type { StageConfig } from '../stage-config.ts';

/** What an {@link AppStack} needs. */
export interface AppStackProps extends StackProps {
  readonly stage: StageConfig;
  readonly coachTable: TableV2;
}

/** What answers people: the user pool, the stream function and its URL, and the outputs that tell a frontend of them. */
export class AppStack extends Stack {
  constructor(scope: Construct, id: string, props: AppStackProps) {
    const { stage, coachTable } = props;
    super(scope, id, { ...props, terminationProtection: dataProtection(stage.data).terminationProtection });

    const userPool = new CoachUserPool(this, 'Users', { stage });

    const coachConversation = new StreamFunction(this, 'StreamCoachConversation', {
      stage,
      name: 'stream-coach-conversation',
      description: "Streams a coach's answer to one message of a conversation.",
      environment: {
        STAGE: stage.name,
        COACH_TABLE_NAME: coachTable.tableName,
        USER_POOL_ID: userPool.userPoolId,
        USER_POOL_CLIENT_ID: userPool.clientId,
        MODELS: JSON.stringify(stage.models),
        TRACING: stage.tracing ? 'on' : 'off',
      },
    });
    coachTable.grant(
      coachConversation,
      'dynamodb:GetItem',
      'dynamodb:PutItem',
      'dynamodb:Query',
      'dynamodb:UpdateItem',
    );
    grantModelStream(this, coachConversation, {
      modelId: stage.models.coach.modelId,
      regions: stage.modelRegions.coach,
    });

    new StageOutputs(this, 'StageOutputs', { stage, userPool, coachConversationUrl: coachConversation.url });
  }
}
