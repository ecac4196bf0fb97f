import { Stack, type StackProps } from 'aws-cdk-lib';
import type { TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import type { Construct } from 'constructs';
import { BackgroundFunction } from '../constructs/background-function.ts';
import { CoachRestApi } from '../constructs/coach-rest-api.ts';
import { CoachUserPool } from '../constructs/coach-user-pool.ts';
import type { ImageBucket } from '../constructs/image-bucket.ts';
import { ModelAccess } from '../constructs/model-access.ts';
import { NodeFunction } from '../constructs/node-function.ts';
import { SemanticIndexAccess } from '../constructs/semantic-index-access.ts';
import { StageOutputs, withoutTrailingSlash } from '../constructs/stage-outputs.ts';
import { StreamFunction } from '../constructs/stream-function.ts';
import { grantIndexQuery, grantTable } from '../constructs/table-access.ts';
import { dataProtection } from '../data-protection.ts';
import { COACH_TABLE_INDEX } from '../names.ts';
import type { StageConfig } from '../stage-config.ts';
import { addCoachBuilds } from './coach-builds.ts';
import { addUserDeletion } from './user-deletion.ts';

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
 * What answers people: the user pool, the stream functions and their URLs, the REST API, what works behind an answer,
 * and the outputs that tell a frontend of them.
 */
export class AppStack extends Stack {
  /** What a frontend calls: the Function URLs, the REST API and Cognito, as origins. */
  readonly origins: readonly string[];
  private readonly props: AppStackProps;
  private readonly models: ModelAccess;
  private readonly semanticIndex: SemanticIndexAccess;

  constructor(scope: Construct, id: string, props: AppStackProps) {
    const { stage } = props;
    super(scope, id, { ...props, terminationProtection: dataProtection(stage.data).terminationProtection });
    this.props = props;

    const userPool = new CoachUserPool(this, 'Users', { stage });
    this.models = new ModelAccess(this, 'Models', { stage });
    this.semanticIndex = new SemanticIndexAccess(this, 'SemanticIndex', { stage });
    const processTurn = this.createProcessTurn();
    const coachConversation = this.createCoachConversation(userPool, processTurn);
    const work = { ...props, semanticIndex: this.semanticIndex };
    const buildCoach = addCoachBuilds(this, { ...work, models: this.models });
    const deleteUserData = addUserDeletion(this, work);
    const creatorSession = this.createCreatorSession(userPool, buildCoach);
    const personaChat = this.createPersonaChat(userPool);
    const restApi = new CoachRestApi(this, 'RestApi', {
      stage,
      userPool,
      handler: this.createCoachApi(buildCoach, deleteUserData),
      streams: {
        coachConversationMessage: coachConversation,
        coachCreatorSessionMessage: creatorSession,
        chatMessage: personaChat,
      },
    });
    const streams = {
      coachConversation: coachConversation.url,
      coachCreatorSession: creatorSession.url,
      personaChat: personaChat.url,
    };
    new StageOutputs(this, 'StageOutputs', { stage, userPool, streams, restApi });
    this.origins = [
      ...Object.values(streams).map(({ url }) => withoutTrailingSlash(url)),
      restApi.origin,
      `https://cognito-idp.${stage.region}.amazonaws.com`,
    ];
  }

  private createCoachConversation(userPool: CoachUserPool, processTurn: BackgroundFunction): StreamFunction {
    const { stage, coachTable, imageBucket } = this.props;
    const coachConversation = new StreamFunction(this, 'StreamCoachConversation', {
      stage,
      name: 'stream-coach-conversation',
      description: "Streams a coach's answer to one message of a conversation.",
      environment: {
        ...this.streamVariables(userPool),
        ...this.models.variables('coach', 'router', 'extract'),
        IMAGE_BUCKET_NAME: imageBucket.bucketName,
        RETRIEVAL: this.semanticIndex.variable,
        PROCESS_TURN_FUNCTION_NAME: processTurn.functionName,
      },
    });
    this.grantTurns(coachConversation);
    imageBucket.grantDownload(coachConversation);
    grantIndexQuery(coachTable, COACH_TABLE_INDEX, coachConversation);
    this.models.grantUse(coachConversation, 'coach', 'router', 'extract');
    this.semanticIndex.grantUse(coachConversation);
    processTurn.grantInvoke(coachConversation);
    return coachConversation;
  }

  private createCreatorSession(userPool: CoachUserPool, buildCoach: BackgroundFunction): StreamFunction {
    const { stage, imageBucket } = this.props;
    const creatorSession = new StreamFunction(this, 'StreamCoachCreatorSession', {
      stage,
      name: 'stream-coach-creator-session',
      description: 'Streams the replies of the session in which a person makes a coach of their own.',
      environment: {
        ...this.streamVariables(userPool),
        ...this.models.variables('coach'),
        IMAGE_BUCKET_NAME: imageBucket.bucketName,
        BUILD_FUNCTION_NAME: buildCoach.functionName,
      },
    });
    this.grantTurns(creatorSession);
    this.models.grantUse(creatorSession, 'coach');
    imageBucket.grantDownload(creatorSession);
    buildCoach.grantInvoke(creatorSession);
    return creatorSession;
  }

  private createPersonaChat(userPool: CoachUserPool): StreamFunction {
    const personaChat = new StreamFunction(this, 'StreamPersonaChat', {
      stage: this.props.stage,
      name: 'stream-persona-chat',
      description: 'Streams the answers of a light chat with a built-in persona.',
      environment: { ...this.streamVariables(userPool), ...this.models.variables('coach') },
    });
    this.grantTurns(personaChat);
    this.models.grantUse(personaChat, 'coach');
    return personaChat;
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
        // A workout that no model has read beside its answer is read here.
        ...this.models.variables('summary', 'extract'),
        RETRIEVAL: this.semanticIndex.variable,
      },
    });
    // A summary that was written behind its conversation's removal is deleted again.
    grantTable(coachTable, processTurn, ...READ_AND_WRITE, 'dynamodb:DeleteItem');
    this.models.grantUse(processTurn, 'summary', 'extract');
    this.semanticIndex.grantUse(processTurn);
    return processTurn;
  }

  private createCoachApi(buildCoach: BackgroundFunction, deleteUserData: BackgroundFunction): NodeFunction {
    const { stage, coachTable, turnsTable, imageBucket } = this.props;
    const coachApi = new NodeFunction(this, 'CoachApi', {
      stage,
      name: 'coach-api',
      description:
        'Answers the REST API: conversations, coach creator sessions, coaches, turns, memories, workouts, profile.',
      memoryMb: 512,
      timeoutSeconds: API_TIMEOUT_SECONDS,
      environment: {
        ...this.turnVariables(),
        IMAGE_BUCKET_NAME: imageBucket.bucketName,
        RETRIEVAL: this.semanticIndex.variable,
        ALLOWED_ORIGINS: JSON.stringify(stage.allowedOrigins),
        BUILD_FUNCTION_NAME: buildCoach.functionName,
        DELETION_FUNCTION_NAME: deleteUserData.functionName,
      },
    });
    // A batch is what takes a conversation's messages away.
    grantTable(coachTable, coachApi, ...READ_AND_WRITE, 'dynamodb:DeleteItem', 'dynamodb:BatchWriteItem');
    grantIndexQuery(coachTable, COACH_TABLE_INDEX, coachApi);
    // It begins no turn: it reads and stops those that are there.
    grantTable(turnsTable, coachApi, 'dynamodb:GetItem', 'dynamodb:Query', 'dynamodb:UpdateItem');
    // It signs addresses: for a person's upload, and to show the image again.
    imageBucket.grantUpload(coachApi);
    imageBucket.grantDownload(coachApi);
    // What a person deletes is not found by its meaning either.
    this.semanticIndex.grantUse(coachApi);
    buildCoach.grantInvoke(coachApi);
    deleteUserData.grantInvoke(coachApi);
    return coachApi;
  }

  /** What every function that streams turns reads. */
  private streamVariables(userPool: CoachUserPool): Record<string, string> {
    const { stage } = this.props;
    return {
      ...this.turnVariables(),
      USER_POOL_ID: userPool.userPoolId,
      USER_POOL_CLIENT_ID: userPool.clientId,
      ALLOWED_ORIGINS: JSON.stringify(stage.allowedOrigins),
      TRACING: stage.tracing ? 'on' : 'off',
    };
  }

  /** What every function that streams turns does: it runs them, and has them answered. */
  private grantTurns(streaming: StreamFunction): void {
    const { coachTable, turnsTable } = this.props;
    grantTable(coachTable, streaming, ...READ_AND_WRITE);
    grantTable(turnsTable, streaming, ...READ_AND_WRITE);
  }

  private turnVariables(): Record<string, string> {
    const { stage, coachTable, turnsTable } = this.props;
    return {
      COACH_TABLE_NAME: coachTable.tableName,
      TURNS_TABLE_NAME: turnsTable.tableName,
      TURN_LEASE_MS: String(stage.turns.leaseMs),
      LIMITS: JSON.stringify(stage.limits),
    };
  }
}
