import type { StageName } from './stages.ts';

export { LOCAL_KEY_SECRET } from './local-key-secret.ts';

/** The name of one of a stage's stacks. */
export function stackName(stage: StageName, stack: 'data' | 'app' | 'web'): string {
  return `coach-stream-${stage}-${stack}`;
}

/** The output of the app stack that holds the outputs contract. */
export const OUTPUTS_LOGICAL_ID = 'Outputs';

/** The outputs of the web stack: where the hosted web app is found, and the bucket of its files. */
export const WEB_ADDRESS_LOGICAL_ID = 'WebAddress';
export const WEB_BUCKET_LOGICAL_ID = 'WebBucketName';

/** Where a stage's outputs contract is found in SSM Parameter Store. */
export function outputsParameterName(stage: StageName): string {
  return `/coach-stream/${stage}/outputs`;
}

/** The SSM parameter that switches a stage's models while it runs. */
export function modelSwitchParameterName(stage: StageName): string {
  return `/coach-stream/${stage}/model-switch`;
}

/** The one sparse index of the coach table, by the name that packages/store queries it under. */
export const COACH_TABLE_INDEX = 'gsi1';

/** What the keys of all uploaded images begin with; the user's id follows. */
export const UPLOADS_PREFIX = 'user-uploads/';

/** The output of the app stack that names the secret of the semantic index's key. */
export const INDEX_KEY_LOGICAL_ID = 'SemanticIndexKeySecret';
