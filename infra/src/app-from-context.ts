import { App } from 'aws-cdk-lib';
import { createApp } from './app.ts';
import { isStageName, STAGE_NAMES } from './stages.ts';

/**
 * The CDK app of the stage that the CLI's context names (`--context stage=dev`).
 *
 * @throws Error where the context names no stage
 */
export function createAppFromContext(): App {
  // The context is known only to an app; this one is never synthesized.
  const stage: unknown = new App({ autoSynth: false }).node.tryGetContext('stage');
  if (!isStageName(stage)) {
    throw new Error(`Say which stage: --context stage=NAME, with one of ${STAGE_NAMES.join(', ')}.`);
  }
  return createApp(stage);
}
