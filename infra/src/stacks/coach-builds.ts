import type { TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import type { Construct } from 'constructs';
import { BackgroundFunction } from '../constructs/background-function.ts';
import type { ModelAccess } from '../constructs/model-access.ts';
import { ScheduledFunction } from '../constructs/scheduled-function.ts';
import type { SemanticIndexAccess } from '../constructs/semantic-index-access.ts';
import { grantIndexQuery, grantTable } from '../constructs/table-access.ts';
import { COACH_TABLE_INDEX } from '../names.ts';
import type { StageConfig } from '../stage-config.ts';

/** What {@link addCoachBuilds} needs. */
export interface CoachBuildsProps {
  readonly stage: StageConfig;
  readonly coachTable: TableV2;
  readonly semanticIndex: SemanticIndexAccess;
  readonly models: ModelAccess;
}

/** As long as Lambda lets a function run: two answers of a slow model, and time to spare. */
const BUILD_TIMEOUT_SECONDS = 900;
/** Well within the minute between two sweeps. */
const SWEEP_TIMEOUT_SECONDS = 50;

/** The building of coaches: the builder, and the sweep that finds what has got lost. @returns the builder */
export function addCoachBuilds(
  scope: Construct,
  { stage, coachTable, semanticIndex, models }: CoachBuildsProps,
): BackgroundFunction {
  const buildCoach = new BackgroundFunction(scope, 'BuildCoachConfig', {
    stage,
    name: 'build-coach-config',
    description: 'Builds a coach from the answers of a session.',
    memoryMb: 512,
    timeoutSeconds: BUILD_TIMEOUT_SECONDS,
    environment: {
      COACH_TABLE_NAME: coachTable.tableName,
      ...models.variables('build'),
      RETRIEVAL: semanticIndex.variable,
    },
  });
  // It reads session, profile and coach, puts the coach where there is none, and changes the session's build.
  grantTable(coachTable, buildCoach, 'dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem');
  models.grantUse(buildCoach, 'build');
  semanticIndex.grantUse(buildCoach);

  const sweepBuilds = new ScheduledFunction(scope, 'SweepBuilds', {
    stage,
    name: 'sweep-builds',
    description: 'Hands builds out again that have got lost, and ends those that cannot be built.',
    memoryMb: 256,
    timeoutSeconds: SWEEP_TIMEOUT_SECONDS,
    everyMinutes: 1,
    environment: { COACH_TABLE_NAME: coachTable.tableName, BUILD_FUNCTION_NAME: buildCoach.functionName },
  });
  grantTable(coachTable, sweepBuilds, 'dynamodb:GetItem', 'dynamodb:UpdateItem');
  grantIndexQuery(coachTable, COACH_TABLE_INDEX, sweepBuilds);
  buildCoach.grantInvoke(sweepBuilds);
  return buildCoach;
}
