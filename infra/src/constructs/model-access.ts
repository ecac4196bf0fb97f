import { type CallSite, type CallSiteSettings, type ModelTable, PROVIDER_NAMES } from '@coach-stream/models';
import { Arn, ArnFormat, Stack } from 'aws-cdk-lib';
import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam';
import { StringParameter } from 'aws-cdk-lib/aws-ssm';
import { Construct } from 'constructs';
import { modelSwitchParameterName } from '../names.ts';
import type { StageConfig } from '../stage-config.ts';
import { grantModelCall, grantModelStream } from './bedrock-access.ts';

/** What a {@link ModelAccess} needs. */
export interface ModelAccessProps {
  readonly stage: StageConfig;
}

/** The one call site whose answers are streamed. */
const STREAMED: CallSite = 'coach';

/**
 * The way to the stage's models, and the parameter by which they are switched while the stage runs (`applyModelSwitch`
 * of packages/models).
 *
 * The stack makes the parameter with `{}`. CloudFormation writes it again only where the template changes it: a switch
 * outlives deployments.
 */
export class ModelAccess extends Construct {
  private readonly stage: StageConfig;
  private readonly parameter: StringParameter;

  constructor(scope: Construct, id: string, { stage }: ModelAccessProps) {
    super(scope, id);
    this.stage = stage;
    this.parameter = new StringParameter(this, 'Switch', {
      parameterName: modelSwitchParameterName(stage.name),
      stringValue: '{}',
      description: 'What is to differ from the deployed models, by call site: infra/README.md. {} for nothing.',
    });
  }

  /** What a function reads that calls models from these places. */
  variables(...callSites: readonly CallSite[]): Record<string, string> {
    const { name, models, modelSwitch } = this.stage;
    const called: Partial<ModelTable> = Object.fromEntries(callSites.map((callSite) => [callSite, models[callSite]]));
    return {
      STAGE: name,
      MODELS: JSON.stringify(called),
      MODEL_SWITCH_PARAMETER: this.parameter.parameterName,
      MODEL_SWITCH_CACHE_MS: String(modelSwitch.cacheMs),
    };
  }

  /** Lets a function call the models of these places, fallbacks and what the switch may name too, and read the switch. */
  grantUse(grantee: IGrantable, ...callSites: readonly CallSite[]): void {
    for (const callSite of callSites) {
      const grant = callSite === STREAMED ? grantModelStream : grantModelCall;
      for (const modelId of this.bedrockModels(callSite)) {
        grant(this, grantee, { modelId, regions: this.stage.modelRegions[callSite] });
      }
    }
    const { parameterArn } = this.parameter;
    Grant.addToPrincipal({ grantee, actions: ['ssm:GetParameter'], resourceArns: [parameterArn] });
    const resourceArns = this.keyArns();
    if (resourceArns.length > 0) {
      Grant.addToPrincipal({ grantee, actions: ['secretsmanager:GetSecretValue'], resourceArns });
    }
  }

  private bedrockModels(callSite: CallSite): ReadonlySet<string> {
    const { models, providers } = this.stage;
    const deployed: CallSiteSettings = models[callSite];
    const named = [deployed, ...(deployed.fallbacks ?? [])].filter(({ provider }) => provider === 'bedrock');
    return new Set([...named.map(({ modelId }) => modelId), ...providers.bedrock.switchableModels]);
  }

  /** The secrets of other providers' keys, made by hand: Secrets Manager adds six characters to a secret's name. */
  private keyArns(): string[] {
    const { providers } = this.stage;
    const names = PROVIDER_NAMES.flatMap((name) => (name === 'bedrock' ? [] : (providers[name]?.keySecretIds ?? [])));
    return [...new Set(names)].map((name) =>
      Arn.format(
        {
          service: 'secretsmanager',
          resource: 'secret',
          resourceName: `${name}-??????`,
          arnFormat: ArnFormat.COLON_RESOURCE_NAME,
        },
        Stack.of(this),
      ),
    );
  }
}
