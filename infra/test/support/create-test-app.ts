import type { App } from 'aws-cdk-lib';
import { type CreateAppOptions, createApp } from '../../src/app.ts';
import type { StageConfig } from '../../src/stage-config.ts';
import type { StageName } from '../../src/stages.ts';
import { temporaryDirectory } from './temporary-directory.ts';

/**
 * The app of a stage, without bundling and CloudFormation's own checks, synthesized into a directory that goes with
 * the test.
 */
export function createTestApp(stage: StageName | StageConfig, options: CreateAppOptions = {}): App {
  return createApp(stage, { outdir: temporaryDirectory(), bundling: false, validateTemplates: false, ...options });
}
