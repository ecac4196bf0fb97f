import type { CallSite } from '@coach-stream/models';
import { Stack, type StackProps } from 'aws-cdk-lib';
import type { TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import type { Construct } from 'constructs';
import { BackgroundFunction } from '../constructs/background-function.ts';
import { type CalledModel, grantModelCall, grantModelStream } from '../constructs/bedrock-access.ts';
import { CoachRestApi } from '../constructs/coach-rest-api.ts';
import { CoachUserPool } from '../constructs/coach-user-pool.ts';
import type { ImageBucket } from '../constructs/image-bucket.ts';
import { NodeFunction } from '../constructs/node-function.ts';
import { SemanticIndexAccess } from '../constructs/semantic-index-access.ts';
import { StageOutputs } from '../constructs/stage-outputs.ts';
import { StreamFunction } from '../constructs/stream-function.ts';
import { grantIndexQuery, grantTable } from '../constructs/table-access.ts';
import { dataProtection } from '../data-protection.ts';
import { COACH_TABLE_INDEX } from '../names.ts';
import type { StageConfig } from '../stage-config.ts';

/** What an {@link AppStack} needs. */
export interface AppStackProps extends StackProps {
  readonly stage: StageConfig;
  readonly coachTable: TableV2;
  readonly turnsTable: TableV2;
  readonly imageBucket: ImageBucket;
}

/** What a function does that reads a table, puts items and updates them under conditions, and deletes none. */
const READ_AND_WRITE = ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:Query', 'dynamodb:UpdateItem'];

/** API Gateway gives up after 29 seconds; a function that is slower than this answers nobody. */
const API_TIMEOUT_SECONDS = 25;

/** One summary, one title and what they are written to: three times as long as the slowest of them may take. */
const AFTER_WORK_TIMEOUT_SECONDS = 120;

/**
 * What answers people: the user pool, the stream function and its URL, the REST API, what works behind an answer, and
 * the outputs that tell a frontend of them.
 */
export class AppStack extends Stack {
  private readonly props: AppStackProps;
  private readonly semanticIndex: SemanticIndexAccess;

  constructor(scope: Construct, id: string, props: AppStackProps) {
    const { stage } = props;
    super(scope, id, { ...props, terminationProtection: dataProtection(stage.data).terminationProtection });
    this.props = props;

    const userPool = new CoachUserPool(this, 'Users', { stage });
    this.semanticIndex = new SemanticIndexAccess(this, 'SemanticIndex', { stage });
    const processTurn = this.createProcessTurn();
    const coachConversation = this.createCoachConversation(userPool, processTurn);
    const restApi = new CoachRestApi(this, 'RestApi', { stage, userPool, handler: this.createCoachApi() });
    new StageOutputs(this, 'StageOutputs', { stage, userPool, coachConversationUrl: coachConversation.url, restApi });
  }

  private createCoachConversation(userPool: CoachUserPool, processTurn: BackgroundFunction): StreamFunction {
    const { stage, coachTable, turnsTable, imageBucket } = this.props;
    const coachConversation = new StreamFunction(this, 'StreamCoachConversation', {
      stage,
      name: 'stream-coach-conversation',
      description: "Streams a coach's answer to one message of a conversation.",
      environment: {
        STAGE: stage.name,
        ...this.turnVariables(),
        USER_POOL_ID: userPool.userPoolId,
        USER_POOL_CLIENT_ID: userPool.clientId,
        IMAGE_BUCKET_NAME: imageBucket.bucketName,
        MODELS: JSON.stringify(stage.models),
        RETRIEVAL: this.semanticIndex.variable,
        PROCESS_TURN_FUNCTION_NAME: processTurn.functionName,
        TRACING: stage.tracing ? 'on' : 'off',
      },
    });
    grantTable(coachTable, coachConversation, ...READ_AND_WRITE);
    grantIndexQuery(coachTable, COACH_TABLE_INDEX, coachConversation);
    grantTable(turnsTable, coachConversation, ...READ_AND_WRITE);
    imageBucket.grantDownload(coachConversation);
    grantModelStream(this, coachConversation, this.model('coach'));
    grantModelCall(this, coachConversation, this.model('router'));
    grantModelCall(this, coachConversation, this.model('extract'));
    this.semanticIndex.grantUse(coachConversation);
    processTurn.grantInvoke(coachConversation);
    return coachConversation;
  }

  private createProcessTurn(): BackgroundFunction {
    const { stage, coachTable } = this.props;
    const processTurn = new BackgroundFunction(this, 'ProcessTurn', {
      stage,
      name: 'process-turn',
      description: 'Works behind an answer: summary, title, upkeep of memories, records of the semantic index.',
      memoryMb: 512,
      timeoutSeconds: AFTER_WORK_TIMEOUT_SECONDS,
      environment: {
        COACH_TABLE_NAME: coachTable.tableName,
        MODELS: JSON.stringify(stage.models),
        RETRIEVAL: this.semanticIndex.variable,
      },
    });
    // A summary that was written behind its conversation's removal is deleted again.
    grantTable(coachTable, processTurn, ...READ_AND_WRITE, 'dynamodb:DeleteItem');
    grantModelCall(this, processTurn, this.model('summary'));
    // A workout that no model has read beside its answer.
    grantModelCall(this, processTurn, this.model('extract'));
    this.semanticIndex.grantUse(processTurn);
    return processTurn;
  }

  private createCoachApi(): NodeFunction {
    const { stage, coachTable, turnsTable, imageBucket } = this.props;
    const coachApi = new NodeFunction(this, 'CoachApi', {
      stage,
      name: 'coach-api',
      description:
        'Answers the REST API: conversations, messages, turns, memories, workouts, profile, upload addresses.',
      memoryMb: 512,
      timeoutSeconds: API_TIMEOUT_SECONDS,
      environment: {
        ...this.turnVariables(),
        IMAGE_BUCKET_NAME: imageBucket.bucketName,
        RETRIEVAL: this.semanticIndex.variable,
        ALLOWED_ORIGINS: JSON.stringify(stage.allowedOrigins),
      },
    });
    // A batch is what takes a conversation's messages away.
    grantTable(coachTable, coachApi, ...READ_AND_WRITE, 'dynamodb:DeleteItem', 'dynamodb:BatchWriteItem');
    grantIndexQuery(coachTable, COACH_TABLE_INDEX, coachApi);
    // It begins no turn: it reads and stops those that are there.
    grantTable(turnsTable, coachApi, 'dynamodb:GetItem', 'dynamodb:Query', 'dynamodb:UpdateItem');
    imageBucket.grantUpload(coachApi);
    // What a person deletes is not found by its meaning either.
    this.semanticIndex.grantUse(coachApi);
    return coachApi;
  }

  private turnVariables(): Record<string, string> {
    const { stage, coachTable, turnsTable } = this.props;
    return {
      COACH_TABLE_NAME: coachTable.tableName,
      TURNS_TABLE_NAME: turnsTable.tableName,
      TURN_LEASE_MS: String(stage.turns.leaseMs),
    };
  }

  private model(callSite: CallSite): CalledModel {
    const { models, modelRegions } = this.props.stage;
    return { modelId: models[callSite].modelId, regions: modelRegions[callSite] };
  }
}
