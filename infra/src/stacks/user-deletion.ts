import type { TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import type { Construct } from 'constructs';
import { BackgroundFunction } from '../constructs/background-function.ts';
import type { ImageBucket } from '../constructs/image-bucket.ts';
import { ScheduledFunction } from '../constructs/scheduled-function.ts';
import type { SemanticIndexAccess } from '../constructs/semantic-index-access.ts';
import { grantIndexQuery, grantTable } from '../constructs/table-access.ts';
import { COACH_TABLE_INDEX } from '../names.ts';
import type { StageConfig } from '../stage-config.ts';

/** What {@link addUserDeletion} needs. */
export interface UserDeletionProps {
  readonly stage: StageConfig;
  readonly coachTable: TableV2;
  readonly turnsTable: TableV2;
  readonly imageBucket: ImageBucket;
  readonly semanticIndex: SemanticIndexAccess;
}

/** A person with years of conversations is deleted over several runs: each ends well before this. */
const DELETION_TIMEOUT_SECONDS = 300;
/** Well within the minute between two sweeps. */
const SWEEP_TIMEOUT_SECONDS = 50;

/** The deletion of all of a user's data: what deletes, and the sweep that goes on with it. @returns what deletes */
export function addUserDeletion(
  scope: Construct,
  { stage, coachTable, turnsTable, imageBucket, semanticIndex }: UserDeletionProps,
): BackgroundFunction {
  const deleteUserData = new BackgroundFunction(scope, 'DeleteUserData', {
    stage,
    name: 'delete-user-data',
    description: "Deletes all of a user's data where they have asked for it.",
    memoryMb: 512,
    timeoutSeconds: DELETION_TIMEOUT_SECONDS,
    environment: {
      COACH_TABLE_NAME: coachTable.tableName,
      TURNS_TABLE_NAME: turnsTable.tableName,
      IMAGE_BUCKET_NAME: imageBucket.bucketName,
      RETRIEVAL: semanticIndex.variable,
    },
  });
  grantTable(
    coachTable,
    deleteUserData,
    'dynamodb:BatchWriteItem',
    'dynamodb:DeleteItem',
    'dynamodb:Query',
    'dynamodb:UpdateItem',
  );
  grantTable(turnsTable, deleteUserData, 'dynamodb:BatchWriteItem', 'dynamodb:Query');
  imageBucket.grantRemoval(deleteUserData);
  semanticIndex.grantUse(deleteUserData);

  const sweepDeletions = new ScheduledFunction(scope, 'SweepUserDeletions', {
    stage,
    name: 'sweep-user-deletions',
    description: "Goes on with deletions of users' data that are not done yet.",
    memoryMb: 256,
    timeoutSeconds: SWEEP_TIMEOUT_SECONDS,
    everyMinutes: 1,
    environment: { COACH_TABLE_NAME: coachTable.tableName, DELETION_FUNCTION_NAME: deleteUserData.functionName },
  });
  grantIndexQuery(coachTable, COACH_TABLE_INDEX, sweepDeletions);
  deleteUserData.grantInvoke(sweepDeletions);
  return deleteUserData;
}
