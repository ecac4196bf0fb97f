import { App, type StackProps, Tags } from 'aws-cdk-lib';
import { addChecks } from './checks/add-checks.ts';
import { checkModels } from './checks/check-models.ts';
import { FEATURE_FLAGS } from './feature-flags.ts';
import { stackName } from './names.ts';
import { AppStack } from './stacks/app-stack.ts';
import { DataStack } from './stacks/data-stack.ts';
import { WebStack } from './stacks/web-stack.ts';
import { type StageConfig, stageConfigSchema } from './stage-config.ts';
import { type StageName, stageConfig } from './stages.ts';

/** How an app is made. */
export interface CreateAppOptions {
  /** Directory of the cloud assembly. Default: the CLI's, else a temporary one. */
  readonly outdir?: string;
  /** More CDK context; `account` pins the stacks' account, `port` is the local run's. The CLI's context wins. */
  readonly context?: Record<string, unknown>;
  /** Whether functions are bundled. Default `true`; without it their assets and hashes mean nothing. */
  readonly bundling?: boolean;
  /** Whether CloudFormation's resource schemas are checked, which takes 1.3 s in every process. Default `true`. */
  readonly validateTemplates?: boolean;
  /** Port of the local run, which the local stage's allowed origins follow. Default: context `port`, else 4000. */
  readonly port?: number;
}

/**
 * The CDK app of one stage, as the CLI, the tests and the local run all use it.
 *
 * @param stage the stage's name, or a configuration of one's own
 * @throws ZodError where the configuration is not safe for its stage
 * @throws UnknownModelError, UncallableModelError where it has models that could not be called, or not be priced
 */
export function createApp(stage: StageName | StageConfig, options: CreateAppOptions = {}): App {
  const app = new App({
    ...(options.outdir === undefined ? {} : { outdir: options.outdir }),
    context: {
      ...FEATURE_FLAGS,
      ...(options.bundling === false ? { 'aws:cdk:bundling-stacks': [] } : {}),
      ...(options.port === undefined ? {} : { port: options.port }),
      ...options.context,
    },
    analyticsReporting: false,
    builtinCloudFormationValidation: options.validateTemplates ?? true,
  });
  const config = stageConfigSchema.parse(typeof stage === 'string' ? stageConfig(stage, localPort(app)) : stage);
  checkModels(config);

  const dataStack = new DataStack(app, 'Data', { stage: config, ...stackProps(app, config, 'data') });
  const appStack = new AppStack(app, 'App', {
    stage: config,
    coachTable: dataStack.coachTable,
    turnsTable: dataStack.turnsTable,
    imageBucket: dataStack.imageBucket,
    ...stackProps(app, config, 'app'),
  });
  const webStacks =
    config.web.kind === 'none'
      ? []
      : [
          new WebStack(app, 'Web', {
            stage: config,
            web: config.web,
            origins: {
              connectTo: appStack.origins,
              images: [`https://${dataStack.imageBucket.bucketRegionalDomainName}`],
            },
            ...stackProps(app, config, 'web'),
          }),
        ];
  for (const stack of [dataStack, appStack, ...webStacks]) {
    for (const [key, value] of Object.entries(stack.tags.tagValues())) {
      Tags.of(stack).add(key, value);
    }
  }

  addChecks(app);
  return app;
}

/** The same tags go to the stack, whose resources CloudFormation then tags, and into the template, which tests read. */
function stackProps(app: App, { name, region }: StageConfig, stack: 'data' | 'app' | 'web'): StackProps {
  const account: unknown = app.node.tryGetContext('account');
  return {
    env: { region, ...(typeof account === 'string' ? { account } : {}) },
    stackName: stackName(name, stack),
    tags: { project: 'coach-stream', stage: name, stack },
  };
}

function localPort(app: App): { localPort?: number } {
  const port: unknown = app.node.tryGetContext('port');
  return port === undefined ? {} : { localPort: Number(port) };
}
