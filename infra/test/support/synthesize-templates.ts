import { Template } from 'aws-cdk-lib/assertions';
import type { StageConfig } from '../../src/stage-config.ts';
import type { StageName } from '../../src/stages.ts';
import { createTestApp } from './create-test-app.ts';

/** The account that AWS uses in its own examples. */
const EXAMPLE_ACCOUNT = '123456789012';

/** The templates of a stage. */
export interface StageTemplates {
  readonly data: Template;
  readonly app: Template;
  /** `undefined` where the stage hosts no web app. */
  readonly web: Template | undefined;
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
  const isHosted = assembly.stacks.some(({ id }) => id === 'Web');
  return { data: template('Data'), app: template('App'), web: isHosted ? template('Web') : undefined };
}
