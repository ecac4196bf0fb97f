import { Template } from 'aws-cdk-lib/assertions';
import type { StageConfig } from '../../src/stage-config.ts';
import type { StageName } from '../../src/stages.ts';
import { createTestApp } from './create-test-app.ts';

/** The account that AWS uses in its own examples. */
const EXAMPLE_ACCOUNT = '123456789012';

/** Both templates of a stage. */
export interface StageTemplates {
  readonly data: Template;
  readonly app: Template;
}

const cache = new Map<StageName | StageConfig, StageTemplates>();

/** Synthesizes a stage as `npm run deploy` would, but for its bundles; once a test file. Tests only read templates. */
export function synthesizeTemplates(stage: StageName | StageConfig): StageTemplates {
  const templates = cache.get(stage) ?? synthesizeOnce(stage);
  cache.set(stage, templates);
  return templates;
}

function synthesizeOnce(stage: StageName | StageConfig): StageTemplates {
  const assembly = createTestApp(stage, { context: { account: EXAMPLE_ACCOUNT } }).synth();
  const template = (id: string) => Template.fromJSON(assembly.getStackArtifact(id).template);
  return { data: template('Data'), app: template('App') };
}
