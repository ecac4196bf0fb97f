import type { StageName } from './stages.ts';

/** The name of one of a stage's stacks. */
export function stackName(stage: StageName, stack: 'data' | 'app'): string {
  return `coach-stream-${stage}-${stack}`;
}

/** The output of the app stack that holds the outputs contract. */
export const OUTPUTS_LOGICAL_ID = 'Outputs';

/** Where a stage's outputs contract is found in SSM Parameter Store. */
export function outputsParameterName(stage: StageName): string {
  return `/coach-stream/${stage}/outputs`;
}
